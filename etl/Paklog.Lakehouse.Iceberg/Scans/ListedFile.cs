using Paklog.Lakehouse.Iceberg.Manifests;

namespace Paklog.Lakehouse.Iceberg.Scans;

/// <summary>A file as a person wants to see it, like a row of Spark's metadata table <c>files</c>.</summary>
/// <param name="Partition">The partition as a path, <c>day=2026-01-31/region=eu</c>; empty where there is none.</param>
/// <param name="Bounds">Of each column that has them, by column path.</param>
public sealed record ListedFile(
    FileContent Content,
    string FilePath,
    int SpecId,
    string Partition,
    long RecordCount,
    long FileSizeInBytes,
    IReadOnlyDictionary<string, ColumnBounds> Bounds);
