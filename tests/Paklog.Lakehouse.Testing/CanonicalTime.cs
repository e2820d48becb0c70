using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Paklog.Lakehouse.Testing;

/// <summary>Canonical text of dates, timestamps and intervals.</summary>
internal static partial class CanonicalTime
{
    // io.debezium.time.MicroDuration: a month is 365.25 / 12 days.
    private const long MicrosPerMonth = 2_629_800_000_000;
    private const long MicrosPerDay = 86_400_000_000;

    public static string Date(string text) =>
        DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>T between date and time, six digits of a second; in UTC with Z where the text has a zone.</summary>
    public static string Timestamp(string text)
    {
        var match = TimestampForm().Match(text);
        if (!match.Success)
            throw new FormatException($"'{text}' is no timestamp.");
        var seconds = DateTime.ParseExact($"{match.Groups["date"].Value} {match.Groups["time"].Value}", "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        var fraction = match.Groups["fraction"].Value.TrimEnd('0').PadRight(6, '0');
        var zone = match.Groups["zone"].Value;
        if (zone is not ("" or "Z"))
        {
            var offset = new TimeSpan((int)Number(match, "hours"), (int)Number(match, "minutes"), 0);
            seconds = zone[0] == '-' ? seconds + offset : seconds - offset;
        }
        return seconds.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + "." + fraction + (zone.Length == 0 ? "" : "Z");
    }

    /// <summary>Microseconds of PostgreSQL's text: <c>1 year 2 mons -3 days +04:05:06.7</c>.</summary>
    public static string PostgresInterval(string text)
    {
        var match = PostgresIntervalForm().Match(text);
        if (!match.Success || match.Length == 0)
            throw new FormatException($"'{text}' is no interval of PostgreSQL.");
        var clock = Number(match, "hours") * 3_600_000_000 + Number(match, "minutes") * 60_000_000 + Micros(match.Groups["seconds"].Value);
        var total = (Number(match, "years") * 12 + Number(match, "months")) * MicrosPerMonth + Number(match, "days") * MicrosPerDay;
        return (match.Groups["sign"].Value == "-" ? total - clock : total + clock).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Microseconds of an ISO 8601 duration: <c>P1M2DT3H4M5.6S</c>.</summary>
    public static string IsoDuration(string text)
    {
        var match = IsoDurationForm().Match(text);
        if (!match.Success || text[^1] is 'P' or 'T')
            throw new FormatException($"'{text}' is no ISO 8601 duration.");
        var total = (Number(match, "years") * 12 + Number(match, "months")) * MicrosPerMonth
            + (Number(match, "weeks") * 7 + Number(match, "days")) * MicrosPerDay
            + Number(match, "hours") * 3_600_000_000 + Number(match, "minutes") * 60_000_000 + Micros(match.Groups["seconds"].Value);
        return (match.Groups["sign"].Value == "-" ? -total : total).ToString(CultureInfo.InvariantCulture);
    }

    private static BigInteger Number(Match match, string group) =>
        match.Groups[group].Value is { Length: > 0 } text ? BigInteger.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0;

    private static BigInteger Micros(string seconds)
    {
        if (seconds.Length == 0)
            return 0;
        var dot = seconds.IndexOf('.');
        var fraction = dot < 0 ? "" : seconds[(dot + 1)..].TrimEnd('0');
        if (fraction.Length > 6)
            throw new FormatException($"'{seconds}' seconds are finer than a microsecond.");
        return BigInteger.Parse((dot < 0 ? seconds : seconds[..dot]) + fraction.PadRight(6, '0'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(
        @"^(?<date>\d{4}-\d\d-\d\d)[ T](?<time>\d\d:\d\d:\d\d)(\.(?<fraction>\d{1,9}))?(?<zone>Z|[+-](?<hours>\d\d)(:?(?<minutes>\d\d))?)?$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex TimestampForm();

    [GeneratedRegex(
        @"^((?<years>[+-]?\d+) years?\s*)?((?<months>[+-]?\d+) mons?\s*)?((?<days>[+-]?\d+) days?\s*)?" +
        @"((?<sign>[+-]?)(?<hours>\d+):(?<minutes>\d\d):(?<seconds>\d\d(\.\d+)?))?$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex PostgresIntervalForm();

    [GeneratedRegex(
        @"^(?<sign>[+-]?)P((?<years>-?\d+)Y)?((?<months>-?\d+)M)?((?<weeks>-?\d+)W)?((?<days>-?\d+)D)?" +
        @"(T((?<hours>-?\d+)H)?((?<minutes>-?\d+)M)?((?<seconds>-?\d+(\.\d+)?)S)?)?$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex IsoDurationForm();
}
