namespace Paklog.Lakehouse.Iceberg.Metrics;

/// <summary>What a writer knows of one leaf column of a file. Null is "not known", never zero (apache/iceberg#17557).</summary>
public sealed record FieldMetrics(int FieldId)
{
    /// <summary>Bytes on disk.</summary>
    public long? ColumnSize { get; init; }

    /// <summary>Values, nulls and NaN included.</summary>
    public long? ValueCount { get; init; }

    public long? NullValueCount { get; init; }

    public long? NanValueCount { get; init; }

    /// <summary>No greater than any value, represented as <see cref="Types.IcebergValue"/> says.</summary>
    public object? Min { get; init; }

    /// <summary>No less than any value.</summary>
    public object? Max { get; init; }
}
