using Paklog.Lakehouse.Iceberg.Scans;

namespace Paklog.Lakehouse.Iceberg.Maintenance;

/// <summary>Data files of one partition that become one file, with the deletes that are taken out of them.</summary>
public sealed record CompactionGroup(PartitionKey Partition, IReadOnlyList<FileScanTask> Files)
{
    public long Bytes => Files.Sum(file => file.DataFile.FileSizeInBytes);
}
