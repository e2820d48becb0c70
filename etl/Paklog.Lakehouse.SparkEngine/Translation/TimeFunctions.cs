using System.Text;
using System.Text.Json;

namespace Paklog.Lakehouse.SparkEngine.Translation;

/// <summary>Dates, times and intervals.</summary>
internal static class TimeFunctions
{
    public const string Utc = "UTC";

    private static readonly string[] Parts = ["year", "quarter", "month", "week", "weekofyear", "isoyear", "day", "dayofmonth", "dayofyear", "isodow", "dayofweek", "hour", "minute", "second"];

    private static readonly Dictionary<char, string> Formats = new()
    {
        ['Y'] = "yyyy",
        ['m'] = "MM",
        ['d'] = "dd",
        ['j'] = "DDD",
        ['H'] = "HH",
        ['M'] = "mm",
        ['S'] = "ss",
        ['f'] = "SSSSSS",
        ['g'] = "SSS",
    };

    /// <summary>date_part('year', x) and extract(year from x) are year(x).</summary>
    public static SparkText Part(FunctionCall call)
    {
        var part = call.Constant(0).ToLowerInvariant() is var name && name == "dow" ? "dayofweek" : name == "doy" ? "dayofyear" : name;
        if (!Parts.Contains(part))
            throw call.Unknown($"date_part('{part}')");
        var template = Functions.Template(part);
        return new SparkText(template.Replace("<0>", call[1].Sql, StringComparison.Ordinal), SqlType.Int);
    }

    /// <summary>
    /// Spark's date_trunc makes TIMESTAMP WITH TIME ZONE of everything, and so loses times that the session's zone leaves out: what has no zone goes by its date.
    /// DuckDB makes timestamps of dates.
    /// </summary>
    public static SparkText Truncate(FunctionCall call)
    {
        var part = call.Constant(0).ToLowerInvariant();
        var isZoned = call[1].Type.Kind == SqlKind.TimestampTz;
        if (!isZoned && call[1].Type.Kind is not (SqlKind.Timestamp or SqlKind.Date))
            throw call.Unknown("date_trunc of something whose type the text does not say (cast it)");
        return part switch
        {
            "year" or "quarter" or "month" or "week" or "day" or "hour" or "minute" or "second" when isZoned => new SparkText($"date_trunc('{part}', {call[1]})", SqlType.TimestampTz),
            "year" or "quarter" or "month" or "week" => new SparkText($"CAST(trunc(CAST({call[1]} AS DATE), '{part}') AS TIMESTAMP_NTZ)", SqlType.Timestamp),
            "day" => new SparkText($"CAST(CAST({call[1]} AS DATE) AS TIMESTAMP_NTZ)", SqlType.Timestamp),
            _ => throw call.Unknown($"date_trunc to {part} of a value without a time zone"),
        };
    }

    public static SparkText Format(FunctionCall call)
    {
        if (call[0].Type.Kind is not (SqlKind.TimestampTz or SqlKind.Date))
            throw call.Unknown("strftime of something that is not known to be a date or a timestamptz (cast it)");
        var format = call.Constant(1);
        var pattern = new StringBuilder();
        for (var at = 0; at < format.Length; at++)
        {
            if (format[at] == '%')
                pattern.Append(at + 1 < format.Length && Formats.TryGetValue(format[++at], out var field) ? field : throw call.Unknown($"strftime with the format {format}"));
            else
                pattern.Append(char.IsLetter(format[at]) || format[at] is '\'' or '[' or ']' or '{' or '}' or '#' ? format[at] == '\'' ? "''" : $"'{format[at]}'" : format[at].ToString());
        }

        return new SparkText($"date_format({call[0]}, {SparkLiteral.Quote(pattern.ToString())})", SqlType.Text);
    }

    /// <summary>x AT TIME ZONE zone.</summary>
    public static SparkText AtZone(FunctionCall call)
    {
        var zone = call[0].Sql;
        return call[1].Type.Kind switch
        {
            SqlKind.TimestampTz => new SparkText($"convert_timezone('{Utc}', {zone}, {WallClock(call, call[1].Sql)})", SqlType.Timestamp),
            SqlKind.Timestamp => new SparkText(Instant(call, $"convert_timezone({zone}, '{Utc}', {call[1]})"), SqlType.TimestampTz),
            _ => throw call.Unknown("AT TIME ZONE of something whose type the text does not say (cast it to timestamp or timestamptz)"),
        };
    }

    /// <summary>Of a number it makes a timestamp, of a time a number, cut towards zero (unix_millis goes down).</summary>
    public static SparkText Millis(FunctionCall call) => call[0].Type.Kind switch
    {
        SqlKind.Integer => new SparkText(IsUtc(call) ? $"CAST(timestamp_millis({call[0]}) AS TIMESTAMP_NTZ)" : SinceEpoch($"{call[0]} * 0.001BD"), SqlType.Timestamp),
        SqlKind.TimestampTz => new SparkText($"(unix_micros({call[0]}) div 1000)", SqlType.Long),
        _ => throw call.Unknown("epoch_ms of something whose type the text does not say (cast it)"),
    };

    /// <summary>make_timestamp of microseconds.</summary>
    public static SparkText OfMicros(FunctionCall call) =>
        call.Count != 1 ? throw call.Unknown() : new SparkText(IsUtc(call) ? $"CAST(timestamp_micros({call[0]}) AS TIMESTAMP_NTZ)" : SinceEpoch($"{call[0]} * 0.000001BD"), SqlType.Timestamp);

    public static SparkText Micros(FunctionCall call) => call[0].Type.Kind switch
    {
        SqlKind.Timestamp => new SparkText($"unix_micros({Instant(call, call[0].Sql)})", SqlType.Long),
        SqlKind.TimestampTz => new SparkText($"unix_micros({call[0]})", SqlType.Long),
        _ when IsUtc(call) => new SparkText($"unix_micros(CAST({call[0]} AS TIMESTAMP))", SqlType.Long),
        _ => new SparkText($"unix_micros(CASE WHEN typeof({call[0]}) = 'timestamp_ntz' THEN {Instant(call, call[0].Sql)} ELSE CAST({call[0]} AS TIMESTAMP) END)", SqlType.Long),
    };

    /// <summary>Spark has TIMESTAMP_NTZ and TIMESTAMP be one another by the session's clock; in another zone than UTC that is another time, and an hour that the zone has twice would be taken for the first.</summary>
    private static bool IsUtc(FunctionCall call) => call.Context.Bindings.TimeZone() == Utc;

    /// <summary>The time of a TIMESTAMP by the clock of UTC, as TIMESTAMP_NTZ.</summary>
    private static string WallClock(FunctionCall call, string instant) => IsUtc(call) ? $"CAST({instant} AS TIMESTAMP_NTZ)" : SinceEpoch($"unix_micros({instant}) * 0.000001BD");

    /// <summary>The TIMESTAMP at which the clock of UTC shows a TIMESTAMP_NTZ.</summary>
    private static string Instant(FunctionCall call, string time) => IsUtc(call) ? $"CAST({time} AS TIMESTAMP)" : $"CAST(CAST({time} AS STRING) || 'Z' AS TIMESTAMP)";

    private static string SinceEpoch(string seconds) => $"(TIMESTAMP_NTZ'1970-01-01 00:00:00' + make_dt_interval(0, 0, 0, {seconds}))";

    /// <summary>INTERVAL n unit, which DuckDB's parser makes to_unit(cast(trunc(cast(n as double)) as bigint)) of.</summary>
    /// <param name="unit">Its place in make_interval: years, months, days, hours, minutes, seconds, microseconds.</param>
    public static SparkText Interval(FunctionCall call, int unit)
    {
        var count = Inner(call.Nodes[0]) is { } constant ? call.Expressions.Print(constant).Sql : call[0].Sql;
        var zeros = Enumerable.Repeat("0", 8).ToList();
        zeros[unit is 0 or 1 ? unit : unit + 1] = count;

        // make_interval has weeks between months and days, and no microseconds.
        if (unit == 6)
            zeros[6] = $"({count} * 0.000001BD)";
        return new SparkText($"make_interval({string.Join(", ", zeros.Take(7))})", SqlType.Interval);
    }

    private static JsonElement? Inner(JsonElement node) =>
        node.Class() == "CAST" && node.GetProperty("child") is var trunc && trunc.Calls("trunc") && trunc.Children()[0] is var cast && cast.Class() == "CAST" && cast.GetProperty("child") is var inner
        && inner.ConstantInteger() is not null ? inner : null;
}
