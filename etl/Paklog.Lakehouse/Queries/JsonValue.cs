using System.Globalization;
using System.Text;
using System.Text.Json;
using Paklog.Lakehouse.DuckDb;

namespace Paklog.Lakehouse.Queries;

/// <summary>
/// Writes a value of the engine (<see cref="DuckDbResult.GetValue"/>) as JSON: numbers with all their digits, times as ISO 8601 with Z where the type has a zone, binary as base64.
/// What JSON has no number for (NaN, infinities) is text.
/// </summary>
public static class JsonValue
{
    public static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case sbyte or byte or short or ushort or int or uint or long or ulong or Int128 or UInt128:
                json.WriteRawValue(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture), skipInputValidation: true);
                break;
            case DuckDbDecimal number:
                json.WriteRawValue(number.ToString(), skipInputValidation: true);
                break;
            case float number when float.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case byte[] bytes:
                json.WriteBase64StringValue(bytes);
                break;
            case object?[] items:
                WriteList(json, items);
                break;
            case KeyValuePair<string, object?>[] fields:
                WriteStruct(json, fields);
                break;
            case KeyValuePair<object, object?>[] entries:
                WriteMap(json, entries);
                break;
            case KeyValuePair<string, object?> member:
                WriteStruct(json, [member]);
                break;
            default:
                json.WriteStringValue(ToText(value));
                break;
        }
    }

    /// <summary>The value as people read it: a text is itself, null stays null, the rest is its JSON.</summary>
    public static string? Display(object? value)
    {
        if (value is null or string)
            return (string?)value;
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            Write(json, value);
        return Encoding.UTF8.GetString(stream.ToArray()) is ['"', .. var inner, '"'] ? inner : Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void WriteList(Utf8JsonWriter json, object?[] items)
    {
        json.WriteStartArray();
        foreach (var item in items)
            Write(json, item);
        json.WriteEndArray();
    }

    private static void WriteStruct(Utf8JsonWriter json, KeyValuePair<string, object?>[] fields)
    {
        json.WriteStartObject();
        foreach (var (name, value) in fields)
        {
            json.WritePropertyName(name);
            Write(json, value);
        }

        json.WriteEndObject();
    }

    /// <summary>An object, whose names are the keys as text.</summary>
    private static void WriteMap(Utf8JsonWriter json, KeyValuePair<object, object?>[] entries)
    {
        json.WriteStartObject();
        foreach (var (key, value) in entries)
        {
            json.WritePropertyName(Display(key)!);
            Write(json, value);
        }

        json.WriteEndObject();
    }

    private static string ToText(object value) => value switch
    {
        DateOnly date => DuckDbDate.From(date).ToString(),
        DateTime time => new DuckDbTimestamp(Ticks(time), Unit(time.Ticks)).ToString(),
        DateTimeOffset time => new DuckDbTimestamp(Ticks(time.UtcDateTime), Unit(time.UtcTicks), HasTimeZone: true).ToString(),
        TimeOnly time => time.ToString(time.Ticks % TimeSpan.TicksPerSecond == 0 ? "HH:mm:ss" : "HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        TimeSpan time => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours:00}:{time.Minutes:00}:{time.Seconds:00}"),
        DuckDbTimeTz time => WithOffset(time),
        DuckDbInterval interval => Iso(interval),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static DuckDbTimeUnit Unit(long ticks) => ticks % TimeSpan.TicksPerMicrosecond == 0 ? DuckDbTimeUnit.Microsecond : DuckDbTimeUnit.Nanosecond;

    private static long Ticks(DateTime time)
    {
        var ticks = time.Ticks - DateTime.UnixEpoch.Ticks;
        return Unit(time.Ticks) == DuckDbTimeUnit.Microsecond ? ticks / TimeSpan.TicksPerMicrosecond : ticks * 100;
    }

    private static string WithOffset(DuckDbTimeTz time)
    {
        var seconds = Math.Abs(time.OffsetSeconds);
        var clock = TimeSpan.FromMicroseconds(time.Micros);
        var fraction = (time.Micros % 1_000_000) is > 0 and var micros ? "." + micros.ToString("000000", CultureInfo.InvariantCulture).TrimEnd('0') : "";
        var rest = seconds % 60 == 0 ? "" : $":{seconds % 60:00}";
        return $"{(int)clock.TotalHours:00}:{clock.Minutes:00}:{clock.Seconds:00}{fraction}{(time.OffsetSeconds < 0 ? '-' : '+')}{seconds / 3600:00}:{seconds / 60 % 60:00}{rest}";
    }

    /// <summary>ISO 8601's duration: P1Y2M3DT4H5M6.5S; each part carries its own sign.</summary>
    private static string Iso(DuckDbInterval interval)
    {
        var text = new StringBuilder("P");
        Part(text, interval.Months / 12, 'Y');
        Part(text, interval.Months % 12, 'M');
        Part(text, interval.Days, 'D');
        if (interval.Micros != 0)
        {
            text.Append('T');
            Part(text, interval.Micros / 3_600_000_000, 'H');
            Part(text, interval.Micros / 60_000_000 % 60, 'M');
            var micros = interval.Micros % 60_000_000;
            if (micros != 0)
                text.Append(string.Create(CultureInfo.InvariantCulture, $"{micros / 1_000_000m:0.######}S"));
        }

        return text.Length == 1 ? "PT0S" : text.ToString();
    }

    private static void Part(StringBuilder text, long number, char unit)
    {
        if (number != 0)
            text.Append(CultureInfo.InvariantCulture, $"{number}{unit}");
    }
}
