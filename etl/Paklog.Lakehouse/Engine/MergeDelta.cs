using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Transactions;

namespace Paklog.Lakehouse.Engine;

/// <summary>The files by which a merge changes a table.</summary>
internal sealed record MergeDelta(
    IReadOnlyList<DataFile> Added, IReadOnlyList<DataFile> Removed, IReadOnlyList<DataFile> Deletes, long RowsAdded, long RowsDeleted)
{
    /// <summary>The rows that went and came; good as long as the scope that the merge was given.</summary>
    public required TableChange Change { get; init; }

    /// <summary>Files rewritten whole instead of being given position deletes.</summary>
    public int FilesRewritten => Removed.Count;

    public bool IsEmpty => Added.Count + Removed.Count + Deletes.Count == 0;

    /// <summary>The merge as an action that fails when another writer changed the table since <paramref name="baseSnapshotId"/>.</summary>
    public SnapshotAction ToAction(long? baseSnapshotId, IReadOnlyDictionary<string, string> properties) => new OverwriteFiles(baseSnapshotId)
    {
        DataFiles = Added,
        RemovedDataFiles = Removed,
        DeleteFiles = Deletes,
        Conflicts = new ConflictScope(),
        SnapshotProperties = properties,
    };
}
