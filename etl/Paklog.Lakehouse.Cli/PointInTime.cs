using System.Globalization;

namespace Paklog.Lakehouse.Cli;

/// <summary>Dates and times of the command line.</summary>
internal static class PointInTime
{
    private static readonly string[] Local =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF",
    ];

    private static readonly string[] Zoned = [.. Local.Skip(1).Select(format => format + "zzz"), .. Local.Skip(1).Select(format => format + "'Z'")];

    /// <summary>Reads a date (its beginning) or a time; without a zone it is read in the lakehouse's.</summary>
    /// <exception cref="UsageException">It is neither.</exception>
    internal static DateTimeOffset Parse(string text, TimeZoneInfo zone, string option)
    {
        if (DateTime.TryParseExact(text, Local, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            return BeginningOf(local, zone);
        return DateTimeOffset.TryParseExact(text, Zoned, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? instant.ToUniversalTime()
            : throw new UsageException($"{option} '{text}' is neither a date (2026-01-31) nor a time (2026-01-31T09:30:00Z).");
    }

    /// <summary>The first instant at which clocks in the zone show the time, or have gone past it.</summary>
    internal static DateTimeOffset BeginningOf(DateTime local, TimeZoneInfo zone)
    {
        while (zone.IsInvalidTime(local))
            local = local.AddMinutes(1);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
