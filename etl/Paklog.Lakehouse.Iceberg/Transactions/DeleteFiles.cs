using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Metadata;

namespace Paklog.Lakehouse.Iceberg.Transactions;

/// <summary>Takes data files away with all their rows: files that must still be there, or all files of the partitions whose rows all match a filter.</summary>
public sealed class DeleteFiles : SnapshotAction
{
    private readonly Func<TableMetadata, FileRemoval> data;
    private readonly Func<TableMetadata, FileRemoval>? deletes;

    public DeleteFiles(IReadOnlyCollection<DataFile> dataFiles) => data = metadata => FileRemoval.Of(metadata, dataFiles);

    public DeleteFiles(Expression filter)
    {
        data = metadata => FileRemoval.Of(metadata, filter);
        deletes = data;
    }

    internal override Task ApplyAsync(TableChange change, CancellationToken cancellationToken) => SnapshotProducer.ProduceAsync(
        change,
        new SnapshotPlan
        {
            RemovedDataFiles = data(change.Existing),
            RemovedDeleteFiles = deletes?.Invoke(change.Existing),
            Operation = _ => SnapshotOperation.Delete,
            Properties = SnapshotProperties,
        },
        cancellationToken);
}
