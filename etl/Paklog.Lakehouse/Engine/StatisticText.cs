using System.Globalization;
using System.Text.RegularExpressions;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Engine;

/// <summary>Parses the texts in which DuckDB gives minimum, maximum and partition key of a column into Iceberg's values (see <see cref="IcebergValue"/>).</summary>
internal static partial class StatisticText
{
    private const long MicrosPerDay = 86_400_000_000;

    /// <summary>Null where the text has no counterpart: infinite and out of range times, which then have no bound.</summary>
    public static object? Parse(string text, PrimitiveType type) => type.TypeId switch
    {
        TypeId.Boolean => text is "1" or "true",
        TypeId.Int => int.Parse(text, CultureInfo.InvariantCulture),
        TypeId.Long => long.Parse(text, CultureInfo.InvariantCulture),
        TypeId.Float => float.Parse(text, CultureInfo.InvariantCulture),
        TypeId.Double => double.Parse(text, CultureInfo.InvariantCulture),
        TypeId.Decimal => Unscaled(text, ((DecimalType)type).Scale),
        TypeId.Date => Days(text),
        TypeId.Time => TimeOfDay(text),
        TypeId.Timestamp or TypeId.TimestampTz => Micros(text),
        TypeId.String => text,
        TypeId.Uuid => Guid.Parse(text),
        _ => null,
    };

    private static Int128 Unscaled(string text, int scale)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var fraction = point < 0 ? "" : text[(point + 1)..];
        return Int128.Parse((point < 0 ? text : text[..point]) + fraction.PadRight(scale, '0'), CultureInfo.InvariantCulture);
    }

    private static object? Days(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber : null;

    private static object? Micros(string text)
    {
        var match = TimestampPattern().Match(text);
        if (!match.Success || Days(match.Groups[1].Value) is not int days)
            return null;
        return days * MicrosPerDay + TimeOfDay(match.Groups[2].Value);
    }

    private static long TimeOfDay(string text)
    {
        var parts = text.Split(':', '.');
        var seconds = long.Parse(parts[0], CultureInfo.InvariantCulture) * 3600 + long.Parse(parts[1], CultureInfo.InvariantCulture) * 60 + long.Parse(parts[2], CultureInfo.InvariantCulture);
        return seconds * 1_000_000 + (parts.Length > 3 ? long.Parse(parts[3].PadRight(6, '0'), CultureInfo.InvariantCulture) : 0);
    }

    /// <summary>Zoned times come in the session's time zone, which is always UTC here.</summary>
    [GeneratedRegex(@"^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?)(?:\+00)?$")]
    private static partial Regex TimestampPattern();
}
