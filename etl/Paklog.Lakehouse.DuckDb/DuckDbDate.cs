using System.Globalization;

namespace Paklog.Lakehouse.DuckDb;

/// <summary>A DATE as stored: days since 1970-01-01, which reaches far beyond <see cref="DateOnly"/> and knows both infinities.</summary>
public readonly record struct DuckDbDate(int Days)
{
    private static readonly int UnixEpochDayNumber = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    /// <summary>'infinity'::DATE.</summary>
    public static readonly DuckDbDate PositiveInfinity = new(int.MaxValue);

    /// <summary>'-infinity'::DATE.</summary>
    public static readonly DuckDbDate NegativeInfinity = new(-int.MaxValue);

    public bool IsFinite => this != PositiveInfinity && this != NegativeInfinity;

    public static DuckDbDate From(DateOnly date) => new(date.DayNumber - UnixEpochDayNumber);

    /// <summary>False for an infinity and for years outside 1 to 9999.</summary>
    public bool TryToDateOnly(out DateOnly date)
    {
        var dayNumber = (long)Days + UnixEpochDayNumber;
        var fits = dayNumber >= 0 && dayNumber <= DateOnly.MaxValue.DayNumber;
        date = fits ? DateOnly.FromDayNumber((int)dayNumber) : default;
        return fits;
    }

    /// <summary>ISO 8601 with a proleptic Gregorian year: 2026-11-21, +12345-01-01, -0043-03-15, infinity, -infinity.</summary>
    public override string ToString()
    {
        if (!IsFinite)
            return Days > 0 ? "infinity" : "-infinity";
        var (year, month, day) = Civil(Days);
        var sign = year < 0 ? "-" : year > 9999 ? "+" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{Math.Abs(year):0000}-{month:00}-{day:00}");
    }

    /// <summary>days_from_civil turned round, after Howard Hinnant's "chrono-Compatible Low-Level Date Algorithms".</summary>
    private static (long Year, int Month, int Day) Civil(long days)
    {
        var shifted = days + 719_468;
        var era = Math.DivRem(shifted - (shifted < 0 ? 146_096 : 0), 146_097).Quotient;
        var dayOfEra = shifted - (era * 146_097);
        var yearOfEra = (dayOfEra - (dayOfEra / 1_460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        var dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var shiftedMonth = ((5 * dayOfYear) + 2) / 153;
        var day = (int)(dayOfYear - (((153 * shiftedMonth) + 2) / 5) + 1);
        var month = (int)(shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9);
        return ((era * 400) + yearOfEra + (month <= 2 ? 1 : 0), month, day);
    }
}
