using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Metadata;

namespace Paklog.Lakehouse.Iceberg.Transactions;

/// <summary>
/// Replaces files by others with the same rows, as compaction does. The new data files keep the sequence number of the snapshot they were read from, so that
/// equality deletes which came later still apply to them; position deletes that came later, of files that are replaced, make the commit fail.
/// </summary>
/// <param name="baseSnapshotId">The head of the branch from which the files were read, with all deletes of that time applied.</param>
public sealed class RewriteFiles(long baseSnapshotId) : SnapshotAction
{
    public IReadOnlyList<DataFile> RemovedDataFiles { get; init; } = [];

    public IReadOnlyList<DataFile> DataFiles { get; init; } = [];

    /// <summary>
    /// Delete files of which nothing is left to delete. With them the action is never replayed: that nothing is left is known as of the base only.
    /// </summary>
    public IReadOnlyList<DataFile> RemovedDeleteFiles { get; init; } = [];

    internal override async Task ApplyAsync(TableChange change, CancellationToken cancellationToken)
    {
        CheckAdded(change, DataFiles, deletes: false);
        if (DataFiles.Count > 0 && RemovedDataFiles.Count == 0)
            throw change.Invalid("a rewrite adds data files in the place of others and names none");
        var check = await ConflictCheck.SinceAsync(change, baseSnapshotId, cancellationToken);
        if (RemovedDeleteFiles.Count > 0 && check.HasMoved)
            throw change.Invalid(
                $"it takes delete files away as of snapshot {baseSnapshotId}, and '{change.Branch}' has moved since; plan it again on the new head");
        check.RequireNoNewDeletesFor(RemovedDataFiles, equalityDeletesStillApply: true);
        await SnapshotProducer.ProduceAsync(
            change,
            new SnapshotPlan
            {
                AddedDataFiles = DataFiles,
                RemovedDataFiles = RemovedDataFiles.Count == 0 ? null : FileRemoval.Of(change.Existing, RemovedDataFiles),
                RemovedDeleteFiles = RemovedDeleteFiles.Count == 0 ? null : FileRemoval.Of(change.Existing, RemovedDeleteFiles),
                DataSequenceNumber = change.Existing.GetSnapshot(baseSnapshotId).SequenceNumber,
                Operation = _ => SnapshotOperation.Replace,
                Properties = SnapshotProperties,
            },
            cancellationToken);
    }
}
