using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Bronze;

/// <summary>How a landing works.</summary>
public sealed record LandingOptions
{
    public string Branch { get; init; } = ICatalog.MainBranch;

    public string Author { get; init; } = "lakehouse";

    /// <summary>The table by which snapshots are asked of Debezium; its events are counted and not landed.</summary>
    public string SignalTable { get; init; } = "debezium_signal";

    /// <summary>What the topics of heartbeats begin with.</summary>
    public string HeartbeatPrefix { get; init; } = "__debezium-heartbeat.";

    /// <summary>Contract files that cannot be used: events of their sources are held back as dead letters, since neither table nor key of theirs is known.</summary>
    public IReadOnlyList<RefusedContract> RefusedContracts { get; init; } = [];

    /// <summary>Epochs of sources that were reset: events of different epochs are different events, though their positions are equal.</summary>
    public IReadOnlyList<Epoch> Epochs { get; init; } = [];

    /// <summary>Input that is landed in one commit, in bytes before compression (of gzip files: ten times their size).</summary>
    public long BatchBytes { get; init; } = 512L << 20;
}
