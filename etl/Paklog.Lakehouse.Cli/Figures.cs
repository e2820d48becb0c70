using System.Globalization;

namespace Paklog.Lakehouse.Cli;

/// <summary>Numbers and times as people read them.</summary>
internal static class Figures
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB"];

    internal static string Count(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A count with its noun: 1 file, 2 files.</summary>
    internal static string Count(long number, string noun) => $"{Count(number)} {noun}{(number == 1 ? "" : noun.EndsWith('s') ? "es" : "s")}";

    internal static string Bytes(long bytes)
    {
        var (size, unit) = ((double)bytes, 0);
        for (; size >= 1000 && unit < Units.Length - 1; unit++)
            size /= 1000;
        return string.Create(CultureInfo.InvariantCulture, $"{size.ToString(unit == 0 || size >= 100 ? "0" : "0.0", CultureInfo.InvariantCulture)} {Units[unit]}");
    }

    /// <summary>As much of a commit's hash as tells it apart.</summary>
    internal static string Hash(string hash) => hash[..Math.Min(12, hash.Length)];

    internal static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.00} s");

    /// <summary>For JSON: seconds with milliseconds.</summary>
    internal static decimal SecondsNumber(TimeSpan time) => decimal.Round((decimal)time.TotalSeconds, 3);

    internal static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>For JSON: ISO 8601 in UTC, milliseconds.</summary>
    internal static string IsoTime(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
