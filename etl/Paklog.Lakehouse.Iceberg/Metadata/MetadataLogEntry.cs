namespace Paklog.Lakehouse.Iceberg.Metadata;

/// <summary>A former metadata file and its last-updated-ms.</summary>
public sealed record MetadataLogEntry(long TimestampMs, string MetadataFile);
