using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Scans;

namespace Paklog.Lakehouse.Iceberg.Transactions;

/// <summary>
/// Replaces whole partitions: those of the added files, those named, and those whose rows all match the filter. The filter reaches partitions of every spec,
/// names only those of their own.
/// </summary>
public sealed class OverwritePartitions(IReadOnlyList<DataFile> dataFiles) : SnapshotAction
{
    /// <summary>Partitions to clear besides those that get files.</summary>
    public IReadOnlySet<PartitionKey> Partitions { get; init; } = new HashSet<PartitionKey>();

    /// <summary>
    /// With a filter, partitions of the added files are replaced only if they match. Where a file may hold rows that do not match, the commit is
    /// refused.
    /// </summary>
    public Expression? Filter { get; init; }

    /// <summary>
    /// True when the new rows were made from the old: files that others have added to these partitions since are a conflict then. Else they are
    /// replaced too.
    /// </summary>
    public bool DependsOnBase { get; init; }

    /// <summary>With <see cref="DependsOnBase"/>, the head of the branch from which the old rows were read; null for an empty table.</summary>
    public long? BaseSnapshotId { get; init; }

    internal override async Task ApplyAsync(TableChange change, CancellationToken cancellationToken)
    {
        CheckAdded(change, dataFiles, deletes: false);
        var partitions = Partitions.ToHashSet();
        if (Filter is null)
            partitions.UnionWith(PartitionsOf(dataFiles));
        var removal = FileRemoval.Of(change.Existing, partitions);
        if (Filter is not null)
            removal = FileRemoval.Either(removal, FileRemoval.Of(change.Existing, Filter));
        if (DependsOnBase)
        {
            var check = await ConflictCheck.SinceAsync(change, BaseSnapshotId, cancellationToken);
            if (partitions.Count > 0)
                check.RequireNothingNewIn(new ConflictScope { Partitions = partitions });
            if (Filter is not null)
                check.RequireNothingNewIn(new ConflictScope { Filter = Filter });
        }

        var properties = new Dictionary<string, string>(SnapshotProperties ?? new Dictionary<string, string>());
        if (Filter is null)
            properties[SnapshotSummaryKeys.ReplacePartitions] = "true";
        await SnapshotProducer.ProduceAsync(
            change,
            new SnapshotPlan
            {
                AddedDataFiles = dataFiles,
                RemovedDataFiles = removal,
                RemovedDeleteFiles = removal,
                Operation = effect => effect.AddsData || effect.IsEmpty ? SnapshotOperation.Overwrite : SnapshotOperation.Delete,
                Properties = properties,
            },
            cancellationToken);
    }
}
