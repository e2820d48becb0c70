namespace Paklog.Lakehouse.Iceberg.Scans;

/// <summary>The least and the greatest value as text; strings may be cut, null is not known.</summary>
public sealed record ColumnBounds(string? Lower, string? Upper);
