namespace Paklog.Lakehouse.Iceberg.Metadata;

/// <summary>A branch or tag of one table (spec, "Snapshot References"). Ages are in milliseconds; null stands for the table's default.</summary>
public sealed record SnapshotRef(long SnapshotId, SnapshotRefType Type)
{
    public const string MainBranch = "main";

    /// <summary>Branches only.</summary>
    public int? MinSnapshotsToKeep { get; init; }

    /// <summary>Branches only.</summary>
    public long? MaxSnapshotAgeMs { get; init; }

    public long? MaxRefAgeMs { get; init; }
}
