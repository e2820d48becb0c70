namespace Paklog.Lakehouse.DuckDb;

/// <summary>A TIME WITH TIME ZONE.</summary>
/// <param name="Micros">Microseconds since midnight of the local clock, 0 to 86,400,000,000 (24:00:00) inclusive.</param>
/// <param name="OffsetSeconds">Seconds east of UTC, less than 16 hours.</param>
public readonly record struct DuckDbTimeTz(long Micros, int OffsetSeconds)
{
    private const int MaxOffset = (16 * 60 * 60) - 1;

    /// <summary>Upper 40 bits: micros; lower 24 bits: the offset counted down from its maximum (dtime_tz_t of DuckDB's datetime.hpp).</summary>
    internal static DuckDbTimeTz FromBits(ulong bits) => new((long)(bits >> 24), MaxOffset - (int)(bits & 0xFFFFFF));

    internal ulong ToBits() => ((ulong)Micros << 24) | (uint)(MaxOffset - OffsetSeconds);
}
