using System.Globalization;
using System.Text.RegularExpressions;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Engine;

/// <summary>Parses the texts in which DuckDB gives minimum, maximum and partition key of a column into Iceberg's values (see <see cref="IcebergValue"/>).</summary>
internal static partial class StatisticText
{
    private const long MicrosPerDay = 86_400_000_000;

    /// <exception cref="IcebergException">ValidationFailed for an infinite date or timestamp, which Iceberg does not have.</exception>
    public static object Parse(string text, PrimitiveType type) => type.TypeId switch
    {
        TypeId.Boolean => text is "1" or "true",
        TypeId.Int => int.Parse(text, CultureInfo.InvariantCulture),
        TypeId.Long => long.Parse(text, CultureInfo.InvariantCulture),
        TypeId.Float => float.Parse(Floating(text), CultureInfo.InvariantCulture),
        TypeId.Double => double.Parse(Floating(text), CultureInfo.InvariantCulture),
        TypeId.Decimal => Unscaled(text, ((DecimalType)type).Scale),
        TypeId.Date => Days(text, type),
        TypeId.Time => TimeOfDay(text),
        TypeId.Timestamp or TypeId.TimestampTz => Micros(text, type),
        TypeId.String => text,
        TypeId.Uuid => Guid.Parse(text),
        TypeId.Binary => Convert.FromHexString(text),
        _ => throw new ArgumentException($"Values of {type} have no text."),
    };

    private static string Floating(string text) => text switch
    {
        "nan" or "-nan" => "NaN",
        "inf" => "Infinity",
        "-inf" => "-Infinity",
        _ => text,
    };

    private static Int128 Unscaled(string text, int scale)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var fraction = point < 0 ? "" : text[(point + 1)..];
        return Int128.Parse((point < 0 ? text : text[..point]) + fraction.PadRight(scale, '0'), CultureInfo.InvariantCulture);
    }

    private static int Days(string text, PrimitiveType type)
    {
        var match = DatePattern().Match(text);
        return match.Success ? checked((int)DaysOf(match)) : throw NoCounterpart(text, type);
    }

    private static long Micros(string text, PrimitiveType type)
    {
        var match = TimestampPattern().Match(text);
        return match.Success ? checked((DaysOf(match) * MicrosPerDay) + TimeOfDay(match.Groups["time"].Value)) : throw NoCounterpart(text, type);
    }

    /// <summary>Days from 1970-01-01 in the proleptic Gregorian calendar; the year before 1 is "0001 (BC)".</summary>
    private static long DaysOf(Match match)
    {
        var year = long.Parse(match.Groups["year"].ValueSpan, CultureInfo.InvariantCulture);
        if (match.Groups["bc"].Success)
            year = 1 - year;

        // The calendar repeats every 400 years of 146,097 days; DateOnly knows the years 1 to 9999.
        var era = (long)Math.Floor((year - 2000) / 400m);
        var date = new DateOnly((int)(year - (era * 400)), int.Parse(match.Groups["month"].ValueSpan, CultureInfo.InvariantCulture), int.Parse(match.Groups["day"].ValueSpan, CultureInfo.InvariantCulture));
        return (era * 146_097) + date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
    }

    private static long TimeOfDay(string text)
    {
        var parts = text.Split(':', '.');
        var seconds = (long.Parse(parts[0], CultureInfo.InvariantCulture) * 3600) + (long.Parse(parts[1], CultureInfo.InvariantCulture) * 60) + long.Parse(parts[2], CultureInfo.InvariantCulture);
        return (seconds * 1_000_000) + (parts.Length > 3 ? long.Parse(parts[3].PadRight(6, '0'), CultureInfo.InvariantCulture) : 0);
    }

    private static IcebergException NoCounterpart(string text, PrimitiveType type) =>
        new(IcebergErrorKind.ValidationFailed, $"'{text}' is no {type} of Iceberg, which has no infinities; make it null or a finite value in the query.");

    [GeneratedRegex(@"^(?<year>\d+)-(?<month>\d{2})-(?<day>\d{2})(?<bc> \(BC\))?$")]
    private static partial Regex DatePattern();

    /// <summary>Zoned times come in the session's time zone, which is always UTC here.</summary>
    [GeneratedRegex(@"^(?<year>\d+)-(?<month>\d{2})-(?<day>\d{2})(?<bc> \(BC\))? (?<time>\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?)(?:\+00)?$")]
    private static partial Regex TimestampPattern();
}
