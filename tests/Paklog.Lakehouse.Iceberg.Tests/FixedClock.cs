namespace Paklog.Lakehouse.Iceberg.Tests;

/// <summary>A clock that stands still until it is set.</summary>
public sealed class FixedClock(long milliseconds) : TimeProvider
{
    public long Milliseconds { get; set; } = milliseconds;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(Milliseconds);
}
