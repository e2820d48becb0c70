using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Partitioning;

namespace Paklog.Lakehouse.Iceberg.Scans;

/// <summary>A partition: values mean something only with the spec they belong to.</summary>
public readonly record struct PartitionKey(int SpecId, PartitionValues Values)
{
    public static PartitionKey Of(DataFile file) => new(file.SpecId, file.Partition);
}
