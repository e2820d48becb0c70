namespace Paklog.Lakehouse.Rest.Tests;

internal sealed class MovableClock : TimeProvider
{
    internal DateTimeOffset Now { get; set; } = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
