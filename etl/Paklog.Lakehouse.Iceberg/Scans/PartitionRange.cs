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
        return partitions.Any(partition => partition.SpecId == spec.SpecId && MayHold(manifest.Partitions, types, partition.Values));
    }

    private static bool MayHold(IReadOnlyList<FieldSummary> summaries, IReadOnlyList<NestedField> types, PartitionValues values)
    {
        for (var i = 0; i < summaries.Count && i < values.Count; i++)
        {
            var (summary, value) = (summaries[i], values[i]);
            if (value is null)
            {
                if (!summary.ContainsNull)
                    return false;
            }
            else if (value is float.NaN or double.NaN)
            {
                if (summary.ContainsNan == false)
                    return false;
            }
            else if (summary.LowerBound is null || summary.UpperBound is null
                || IcebergValue.Compare(value, SingleValue.FromBytes(summary.LowerBound, types[i].Type)) < 0
                || IcebergValue.Compare(value, SingleValue.FromBytes(summary.UpperBound, types[i].Type)) > 0)
            {
                return false;
            }
        }

        return true;
    }
}
