using Paklog.Lakehouse.Iceberg.Partitioning;

namespace Paklog.Lakehouse.Iceberg.Manifests;

/// <summary>
/// A data or delete file with its partition and metrics (spec, "Data File Fields"). Metrics are keyed by field id; a null map or an absent key means
/// that the number is not known. Bounds are single-value bytes (<see cref="Types.SingleValue"/>).
/// </summary>
public sealed record DataFile
{
    public FileContent Content { get; init; }

    /// <summary>The full URI, scheme included.</summary>
    public required string FilePath { get; init; }

    /// <summary><c>parquet</c>, <c>avro</c> or <c>orc</c>, in lower case.</summary>
    public string FileFormat { get; init; } = "parquet";

    /// <summary>The spec of the manifest that lists the file. It stands in the manifest, not in the file's own entry.</summary>
    public int SpecId { get; init; }

    /// <summary>One value a field of that spec.</summary>
    public PartitionValues Partition { get; init; } = PartitionValues.Empty;

    public required long RecordCount { get; init; }

    public required long FileSizeInBytes { get; init; }

    public IReadOnlyDictionary<int, long>? ColumnSizes { get; init; }

    /// <summary>Values of each leaf column, nulls and NaN included.</summary>
    public IReadOnlyDictionary<int, long>? ValueCounts { get; init; }

    public IReadOnlyDictionary<int, long>? NullValueCounts { get; init; }

    public IReadOnlyDictionary<int, long>? NanValueCounts { get; init; }

    public IReadOnlyDictionary<int, byte[]>? LowerBounds { get; init; }

    public IReadOnlyDictionary<int, byte[]>? UpperBounds { get; init; }

    public byte[]? KeyMetadata { get; init; }

    /// <summary>Row group offsets, ascending; null rather than empty.</summary>
    public IReadOnlyList<long>? SplitOffsets { get; init; }

    /// <summary>The columns by which an equality delete file deletes; null for other content.</summary>
    public IReadOnlyList<int>? EqualityIds { get; init; }

    public int? SortOrderId { get; init; }

    /// <summary>The one data file that all deletes of a position delete file refer to, if there is only one.</summary>
    public string? ReferencedDataFile { get; init; }
}
