using Paklog.Lakehouse.Iceberg.Metadata;

namespace Paklog.Lakehouse.Iceberg.Maintenance;

/// <summary>What expiry must keep. An age or a number that is not given is that of the branch, else that of the table's properties, else Iceberg's (5 days, 1 snapshot).</summary>
/// <param name="Keep">Snapshots that are needed as they are.</param>
/// <param name="KeepSince">Snapshots from which somebody has yet to go on: they are needed, and all that were put upon them.</param>
public sealed record ExpiryRules(DateTimeOffset Now, TimeSpan? MaxAge, int? MinToKeep, IReadOnlySet<long> Keep, IReadOnlySet<long> KeepSince)
{
    private const long DefaultMaxAge = 5L * 24 * 60 * 60 * 1000;

    /// <summary>Snapshots of the branch that are younger, in milliseconds since the epoch, stay.</summary>
    internal long YoungerThan(TableMetadata metadata, SnapshotRef? branch) =>
        Now.ToUnixTimeMilliseconds() - (long)(MaxAge?.TotalMilliseconds ?? branch?.MaxSnapshotAgeMs ?? TableProperties.GetLong(metadata.Properties, TableProperties.MaxSnapshotAge, DefaultMaxAge));

    internal long CountOf(TableMetadata metadata, SnapshotRef branch) =>
        Math.Max(1, MinToKeep ?? branch.MinSnapshotsToKeep ?? TableProperties.GetLong(metadata.Properties, TableProperties.MinSnapshotsToKeep, 1));

    /// <summary>Main is never too old.</summary>
    internal bool IsTooOld(TableMetadata metadata, string name, SnapshotRef reference)
    {
        var age = reference.MaxRefAgeMs ?? TableProperties.GetLong(metadata.Properties, TableProperties.MaxRefAge, long.MaxValue);
        return name != SnapshotRef.MainBranch && Now.ToUnixTimeMilliseconds() - metadata.GetSnapshot(reference.SnapshotId).TimestampMs > age;
    }
}
