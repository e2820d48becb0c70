using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Schemas;

namespace Paklog.Lakehouse.Iceberg.Scans;

/// <summary>Judges manifests by their summaries and files by partition and metrics, whatever specs the table has had.</summary>
internal sealed class FileFilter(Expression filter, TableMetadata metadata, Schema schema)
{
    private readonly Dictionary<int, (ManifestEvaluator Manifests, PartitionEvaluator Partitions)> bySpec = [];
    private readonly MetricsEvaluator metrics = new(filter, schema);
    private readonly bool takesAll = filter is Constant { Value: true };

    /// <summary>Delete manifests are judged alike: deletes of a partition without matching rows are not needed. Unpartitioned ones always are.</summary>
    internal bool MightMatch(ManifestFile manifest) => takesAll || Of(manifest.PartitionSpecId).Manifests.MightMatch(manifest);

    internal bool MightMatch(DataFile file) => takesAll || (MightMatchPartition(file) && metrics.MightMatch(file));

    /// <summary>Delete files are judged so: their metrics are of the deletes' own columns.</summary>
    internal bool MightMatchPartition(DataFile file) => takesAll || Of(file.SpecId).Partitions.MightMatch(file.Partition);

    private (ManifestEvaluator Manifests, PartitionEvaluator Partitions) Of(int specId)
    {
        if (!bySpec.TryGetValue(specId, out var evaluators))
        {
            var spec = metadata.GetSpec(specId);
            bySpec.Add(specId, evaluators = (new ManifestEvaluator(filter, spec, schema), new PartitionEvaluator(filter, spec, schema)));
        }

        return evaluators;
    }
}
