using Paklog.Lakehouse.Iceberg.Metadata;

namespace Paklog.Lakehouse.Iceberg.Transactions;

/// <summary>
/// Writes the manifests again, entries of one partition side by side, so that a reader with a filter opens fewer of them. No file changes, so it can always be applied again.
/// </summary>
public sealed class RewriteManifests : SnapshotAction
{
    internal override Task ApplyAsync(TableChange change, CancellationToken cancellationToken) => SnapshotProducer.ProduceAsync(
        change,
        new SnapshotPlan { RewriteManifests = true, Operation = _ => SnapshotOperation.Replace, Properties = SnapshotProperties },
        cancellationToken);
}
