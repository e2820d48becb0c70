using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Scans;

namespace Paklog.Lakehouse.Iceberg.Transactions;

/// <summary>
/// Adds rows and deletes others by position, in one snapshot. The data files that the deletes refer to must still be there.
/// A new version of a data file's deletes may replace the delete files that stood before it.
/// </summary>
/// <param name="baseSnapshotId">The head of the branch from which positions were read; null for an empty table.</param>
public sealed class RowDelta(long? baseSnapshotId) : SnapshotAction
{
    public IReadOnlyList<DataFile> DataFiles { get; init; } = [];

    /// <summary>Position delete files, of the partition spec and partition of the data files they refer to.</summary>
    public IReadOnlyList<DataFile> DeleteFiles { get; init; } = [];

    /// <summary>
    /// Delete files whose deletes <see cref="DeleteFiles"/> repeat. With them the action is never replayed: what they held is known as of the base
    /// only.
    /// </summary>
    public IReadOnlyList<DataFile> ReplacedDeleteFiles { get; init; } = [];

    /// <summary>Paths of the data files that the delete files refer to, where these do not name one each themselves.</summary>
    public IReadOnlyCollection<string> ReferencedDataFiles { get; init; } = [];

    public ConflictScope? Conflicts { get; init; }

    internal override async Task ApplyAsync(TableChange change, CancellationToken cancellationToken)
    {
        CheckAdded(change, DataFiles, deletes: false);
        CheckAdded(change, DeleteFiles, deletes: true);
        var referenced = ReferencedDataFiles.ToHashSet();
        foreach (var file in DeleteFiles)
        {
            if (DeletedPaths.Of(file).OnlyPath is { } path)
                referenced.Add(path);
            else if (ReferencedDataFiles.Count == 0)
                throw change.Invalid($"{file.FilePath} deletes rows of several data files, which must be named for the commit to be safe");
        }

        var check = await ConflictCheck.SinceAsync(change, baseSnapshotId, cancellationToken);
        if (ReplacedDeleteFiles.Count > 0 && check.HasMoved)
            throw change.Invalid(
                $"it replaces delete files as of snapshot {baseSnapshotId}, and '{change.Branch}' has moved since; plan it again on the new head");
        check.RequireLive(referenced);
        if (Conflicts is not null)
            check.RequireNothingNewIn(Conflicts);
        await SnapshotProducer.ProduceAsync(
            change,
            new SnapshotPlan
            {
                AddedDataFiles = DataFiles,
                AddedDeleteFiles = DeleteFiles,
                RemovedDeleteFiles = ReplacedDeleteFiles.Count == 0 ? null : FileRemoval.Of(change.Existing, ReplacedDeleteFiles),
                Operation = OperationOf,
                Properties = SnapshotProperties,
            },
            cancellationToken);
    }
}
