using System.Globalization;

namespace Paklog.Lakehouse.DuckDb;

/// <summary>
/// A timestamp as stored: a count since 1970-01-01 00:00:00, which reaches beyond <see cref="DateTime"/>, keeps nanoseconds
/// and knows both infinities.
/// </summary>
/// <param name="Value">The count, in <paramref name="Unit"/>.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="HasTimeZone">True for TIMESTAMP WITH TIME ZONE, an instant; false for a wall clock without a zone.</param>
public readonly record struct DuckDbTimestamp(long Value, DuckDbTimeUnit Unit, bool HasTimeZone = false)
{
    /// <summary>False for 'infinity' and '-infinity', which are stored as plus and minus the largest 64-bit integer.</summary>
    public bool IsFinite => Value is not (long.MaxValue or -long.MaxValue);

    private long UnitsPerSecond => Unit switch
    {
        DuckDbTimeUnit.Second => 1,
        DuckDbTimeUnit.Millisecond => 1_000,
        DuckDbTimeUnit.Microsecond => 1_000_000,
        _ => 1_000_000_000,
    };

    /// <summary>The clock reading without a kind; false for an infinity, years outside 1 to 9999, and parts of 100 ns.</summary>
    public bool TryToDateTime(out DateTime dateTime)
    {
        dateTime = default;
        if (!IsFinite)
            return false;
        Int128 ticks;
        if (Unit == DuckDbTimeUnit.Nanosecond)
        {
            if (Value % 100 != 0)
                return false;
            ticks = Value / 100;
        }
        else
        {
            ticks = (Int128)Value * (TimeSpan.TicksPerSecond / UnitsPerSecond);
        }

        ticks += DateTime.UnixEpoch.Ticks;
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks)
            return false;
        dateTime = new DateTime((long)ticks, DateTimeKind.Unspecified);
        return true;
    }

    /// <summary>ISO 8601 with all digits of the unit that are not zero at the end, and Z when it has a zone: 2026-11-21T10:00:00.25Z.</summary>
    public override string ToString()
    {
        if (!IsFinite)
            return Value > 0 ? "infinity" : "-infinity";
        var perSecond = UnitsPerSecond;
        var seconds = (long)Math.Floor((decimal)Value / perSecond);
        var fraction = (long)(Value - ((Int128)seconds * perSecond));
        var days = (int)Math.Floor(seconds / 86_400m);
        var ofDay = seconds - (days * 86_400L);
        var digits = perSecond == 1 ? "" : fraction.ToString(CultureInfo.InvariantCulture).PadLeft((int)Math.Log10(perSecond), '0').TrimEnd('0');
        var text = string.Create(CultureInfo.InvariantCulture, $"{new DuckDbDate(days)}T{ofDay / 3600:00}:{ofDay / 60 % 60:00}:{ofDay % 60:00}");
        return text + (digits.Length > 0 ? "." + digits : "") + (HasTimeZone ? "Z" : "");
    }
}
