using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Scans;

namespace Paklog.Lakehouse.Iceberg.Transactions;

/// <summary>
/// Replaces data files by others with other rows (copy-on-write). The files taken away must still be there, and no row of them may have been deleted since
/// they were read.
/// </summary>
/// <param name="baseSnapshotId">The head of the branch from which the files were read; null for an empty table.</param>
public sealed class OverwriteFiles(long? baseSnapshotId) : SnapshotAction
{
    public IReadOnlyList<DataFile> RemovedDataFiles { get; init; } = [];

    public IReadOnlyList<DataFile> DataFiles { get; init; } = [];

    /// <summary>Position deletes that go with it, of data files that stay: a merge may rewrite some files and delete rows of others.</summary>
    public IReadOnlyList<DataFile> DeleteFiles { get; init; } = [];

    public ConflictScope? Conflicts { get; init; }

    internal override async Task ApplyAsync(TableChange change, CancellationToken cancellationToken)
    {
        CheckAdded(change, DataFiles, deletes: false);
        CheckAdded(change, DeleteFiles, deletes: true);
        var referenced = DeleteFiles.Select(file => DeletedPaths.Of(file).OnlyPath
            ?? throw change.Invalid($"{file.FilePath} deletes rows of several data files, of which it cannot be told whether they are still there"))
            .ToHashSet();
        if (RemovedDataFiles.FirstOrDefault(file => referenced.Contains(file.FilePath)) is { } both)
            throw change.Invalid($"{both.FilePath} is taken away and has rows deleted at once");
        var check = await ConflictCheck.SinceAsync(change, baseSnapshotId, cancellationToken);
        check.RequireLive(referenced);
        check.RequireNoNewDeletesFor(RemovedDataFiles);
        if (Conflicts is not null)
            check.RequireNothingNewIn(Conflicts);
        await SnapshotProducer.ProduceAsync(
            change,
            new SnapshotPlan
            {
                AddedDataFiles = DataFiles,
                AddedDeleteFiles = DeleteFiles,
                RemovedDataFiles = RemovedDataFiles.Count == 0 ? null : FileRemoval.Of(change.Existing, RemovedDataFiles),
                Operation = OperationOf,
                Properties = SnapshotProperties,
            },
            cancellationToken);
    }
}
