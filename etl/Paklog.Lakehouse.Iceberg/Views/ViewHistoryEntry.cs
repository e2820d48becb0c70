namespace Paklog.Lakehouse.Iceberg.Views;

/// <summary>Since this time (milliseconds since the epoch) the version has been the current one.</summary>
public sealed record ViewHistoryEntry(long TimestampMs, int VersionId);
