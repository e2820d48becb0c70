using System.Text.Encodings.Web;
using System.Text.Json;

namespace Paklog.Lakehouse.Testing;

/// <summary>One text for a value, whoever wrote it. The rules and their reasons: <see cref="ColumnKind"/>.</summary>
public static class Canonical
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Canonical text of a database's text (<c>CAST(.. AS CHAR)</c>, <c>::text</c>); null for NULL and for what the contracts' policies make null.</summary>
    /// <exception cref="FormatException">The text is none of that kind.</exception>
    public static string? FromDatabase(ColumnKind kind, string? text) => (kind, text) switch
    {
        (_, null) => null,
        (ColumnKind.Text, _) => text,
        (ColumnKind.Integer, _) => CanonicalNumber.Integer(text),
        (ColumnKind.Decimal, _) => CanonicalNumber.Decimal(text),
        (ColumnKind.NumericText, "NaN") => null,
        (ColumnKind.NumericText, _) => CanonicalNumber.Decimal(text),
        (ColumnKind.Double, _) => CanonicalNumber.Double(text),
        (ColumnKind.Boolean, "t" or "true" or "1") => "true",
        (ColumnKind.Boolean, "f" or "false" or "0") => "false",
        (ColumnKind.Date, _) => CanonicalTime.Date(text),
        (ColumnKind.Timestamp or ColumnKind.TimestampTz, "infinity" or "-infinity") => null,
        (ColumnKind.Timestamp, _) => Unzoned(text),
        (ColumnKind.TimestampTz, _) => CanonicalTime.Timestamp(text) is var instant && instant.EndsWith('Z') ? instant : instant + "Z",
        (ColumnKind.Binary, _) => Convert.ToHexStringLower(Convert.FromHexString(text)),
        (ColumnKind.Interval, _) => CanonicalTime.PostgresInterval(text),
        (ColumnKind.TextArray or ColumnKind.DoubleArray, _) => FromArray(kind, text),
        _ => throw new FormatException($"'{text}' is no {kind}."),
    };

    /// <summary>Canonical text of a value as <c>lakehouse query --json</c> prints it; null for null.</summary>
    /// <exception cref="FormatException">The value is not of the form that the kind has.</exception>
    public static string? FromQuery(ColumnKind kind, JsonElement value) => (kind, value.ValueKind) switch
    {
        (_, JsonValueKind.Null) => null,
        (ColumnKind.Text or ColumnKind.NumericText, JsonValueKind.String) => value.GetString(),
        (ColumnKind.Integer, JsonValueKind.Number) => CanonicalNumber.Integer(value.GetRawText()),
        (ColumnKind.Decimal, JsonValueKind.Number) => CanonicalNumber.Decimal(value.GetRawText()),
        (ColumnKind.Double, JsonValueKind.Number) => CanonicalNumber.Double(value.GetRawText()),
        (ColumnKind.Boolean, JsonValueKind.True) => "true",
        (ColumnKind.Boolean, JsonValueKind.False) => "false",
        (ColumnKind.Boolean, JsonValueKind.Number) when value.GetRawText() is "0" or "1" => value.GetRawText() == "1" ? "true" : "false",
        (ColumnKind.Date, JsonValueKind.String) => CanonicalTime.Date(value.GetString()!),
        (ColumnKind.Timestamp, JsonValueKind.String) => Unzoned(value.GetString()!),
        (ColumnKind.TimestampTz, JsonValueKind.String) => CanonicalTime.Timestamp(value.GetString()!) is var instant && instant.EndsWith('Z')
            ? instant
            : throw new FormatException($"'{instant}' has no zone."),
        (ColumnKind.Binary, JsonValueKind.String) => Convert.ToHexStringLower(Convert.FromBase64String(value.GetString()!)),
        (ColumnKind.Interval, JsonValueKind.String) => CanonicalTime.IsoDuration(value.GetString()!),
        (ColumnKind.TextArray or ColumnKind.DoubleArray, JsonValueKind.Array) => Elements(kind, value),
        _ => throw new FormatException($"{value.GetRawText()} is not written as a {kind}."),
    };

    private static string Unzoned(string text) => CanonicalTime.Timestamp(text) is var timestamp && timestamp.EndsWith('Z')
        ? throw new FormatException($"'{text}' has a zone.")
        : timestamp;

    private static string FromArray(ColumnKind kind, string json)
    {
        using var document = JsonDocument.Parse(json);
        return Elements(kind, document.RootElement);
    }

    private static string Elements(ColumnKind kind, JsonElement array)
    {
        var element = kind == ColumnKind.TextArray ? ColumnKind.Text : ColumnKind.Double;
        var texts = array.EnumerateArray().Select(item => FromQuery(element, item) switch
        {
            null => "null",
            var text when element == ColumnKind.Text => JsonSerializer.Serialize(text, Readable),
            var number => number,
        });
        return "[" + string.Join(',', texts) + "]";
    }
}
