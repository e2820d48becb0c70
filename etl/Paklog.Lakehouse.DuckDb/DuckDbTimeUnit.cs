namespace Paklog.Lakehouse.DuckDb;

/// <summary>What a <see cref="DuckDbTimestamp"/> counts: TIMESTAMP_S, TIMESTAMP_MS, TIMESTAMP (and WITH TIME ZONE), TIMESTAMP_NS.</summary>
public enum DuckDbTimeUnit
{
    Second,
    Millisecond,
    Microsecond,
    Nanosecond,
}
