using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Metadata;

namespace Paklog.Lakehouse.Iceberg.Transactions;

/// <summary>Adds data files. Depends on nothing, so it can always be applied again.</summary>
public sealed class AppendFiles(IReadOnlyList<DataFile> dataFiles) : SnapshotAction
{
    /// <summary>True leaves all manifests as they are: the quickest commit, by which manifests grow in number.</summary>
    public bool Fast { get; init; }

    internal override Task ApplyAsync(TableChange change, CancellationToken cancellationToken)
    {
        CheckAdded(change, dataFiles, deletes: false);
        return SnapshotProducer.ProduceAsync(
            change,
            new SnapshotPlan
            {
                AddedDataFiles = dataFiles,
                MergeManifests = !Fast,
                Operation = _ => SnapshotOperation.Append,
                Properties = SnapshotProperties,
            },
            cancellationToken);
    }
}
