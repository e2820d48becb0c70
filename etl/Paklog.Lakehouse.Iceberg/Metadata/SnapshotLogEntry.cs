namespace Paklog.Lakehouse.Iceberg.Metadata;

/// <summary>The branch main has stood at this snapshot since this time (milliseconds since the epoch).</summary>
public sealed record SnapshotLogEntry(long TimestampMs, long SnapshotId);
