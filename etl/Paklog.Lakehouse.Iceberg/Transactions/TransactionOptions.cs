using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.Iceberg.Transactions;

/// <summary>What a transaction needs from outside, and how long it tries.</summary>
public sealed record TransactionOptions
{
    /// <summary>Where the files of new tables go; tables that exist bring their own.</summary>
    public required IFileIO IO { get; init; }

    /// <summary>The folder below which new tables stand that are given no location of their own.</summary>
    public required string Warehouse { get; init; }

    public required TimeProvider Clock { get; init; }

    /// <summary>The source of snapshot ids, uuids and file names. Ids that meet destroy tables, so it is Random.Shared everywhere but in tests.</summary>
    public required Random Random { get; init; }

    /// <summary>Manifests that were read already; share one with the scans of the same process.</summary>
    public ManifestCache Manifests { get; init; } = new();

    /// <summary>How often a commit is tried that others get in the way of: each failed attempt is a commit of another, and with 12 one of 16 busy writers of one table gave up.</summary>
    public int MaxAttempts { get; init; } = 100;

    /// <summary>The pause before the second attempt; it doubles from attempt to attempt, with jitter, up to <see cref="LongestDelay"/>, which is short: who waits long loses to those who do not.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(25);

    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(1);

    internal long NextSnapshotId() => Random.NextInt64(1, long.MaxValue);

    internal Guid NextUuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        Random.NextBytes(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
