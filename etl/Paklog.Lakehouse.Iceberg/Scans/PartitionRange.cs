using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Scans;

/// <summary>Tells by a manifest's summaries whether it may list files of given partitions.</summary>
internal static class PartitionRange
{
    internal static bool MayHoldAny(TableMetadata metadata, ManifestFile manifest, IReadOnlySet<PartitionKey> partitions)
    {
        if (manifest.Partitions is null)
            return partitions.Any(partition => partition.SpecId == manifest.PartitionSpecId);
        var spec = metadata.GetSpec(manifest.PartitionSpecId);
        if (spec.Fields.Any(field => field.Transform is UnknownTransform))
            return partitions.Any(partition => partition.SpecId == spec.SpecId);
        var types = spec.PartitionType(metadata.CurrentSchema, metadata.Schemas).Fields;
        var ranges = manifest.Partitions.Zip(types, (summary, field) => new Range(summary, field.Type)).ToList();
        return partitions.Any(partition => partition.SpecId == spec.SpecId && partition.Values.Zip(ranges).All(pair => pair.Second.MayHold(pair.First)));
    }

    private sealed class Range(FieldSummary summary, IcebergType type)
    {
        private readonly object? lower = summary.LowerBound is null ? null : SingleValue.FromBytes(summary.LowerBound, type);
        private readonly object? upper = summary.UpperBound is null ? null : SingleValue.FromBytes(summary.UpperBound, type);

        internal bool MayHold(object? value) => value switch
        {
            null => summary.ContainsNull,
            float.NaN or double.NaN => summary.ContainsNan != false,

            // The Java library orders uuids as signed numbers, so its bounds say nothing here.
            _ when type.TypeId == TypeId.Uuid || lower is null || upper is null => true,
            _ => IcebergValue.Compare(value, lower) >= 0 && IcebergValue.Compare(value, upper) <= 0,
        };
    }
}
