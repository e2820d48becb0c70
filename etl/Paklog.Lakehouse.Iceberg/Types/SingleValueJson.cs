using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Paklog.Lakehouse.Iceberg.Types;

/// <summary>The JSON single-value serialization of spec Appendix D, for primitive types.</summary>
public static partial class SingleValueJson
{
    private const long MicrosPerDay = 86_400_000_000;

    /// <summary>Writes a value represented as <see cref="IcebergValue"/> says, or null.</summary>
    public static void Write(Utf8JsonWriter writer, object? value, IcebergType type)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case int number when type.TypeId == TypeId.Int:
                writer.WriteNumberValue(number);
                break;
            case long number when type.TypeId == TypeId.Long:
                writer.WriteNumberValue(number);
                break;
            case float number:
                writer.WriteNumberValue(number);
                break;
            case double number:
                writer.WriteNumberValue(number);
                break;
            case byte[] bytes:
                writer.WriteStringValue(Convert.ToHexStringLower(bytes));
                break;
            default:
                writer.WriteStringValue(IcebergValue.ToHumanString(value, type));
                break;
        }
    }

    /// <exception cref="IcebergException">InvalidData when the JSON is not a value of the type.</exception>
    public static object? Read(JsonElement json, IcebergType type)
    {
        try
        {
            return json.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.True or JsonValueKind.False when type.TypeId == TypeId.Boolean => json.GetBoolean(),
                JsonValueKind.Number => ReadNumber(json, type),
                JsonValueKind.String => ReadText(json.GetString()!, type),
                _ => throw NotAValue(json, type),
            };
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw NotAValue(json, type, e);
        }
    }

    private static object ReadNumber(JsonElement json, IcebergType type) => type.TypeId switch
    {
        TypeId.Int => (object)json.GetInt32(),
        TypeId.Long => json.GetInt64(),
        TypeId.Float => json.GetSingle(),
        TypeId.Double => json.GetDouble(),
        _ => throw NotAValue(json, type),
    };

    private static object ReadText(string text, IcebergType type) => type switch
    {
        DecimalType number => ReadDecimal(text, number),
        FixedType bytes => Convert.FromHexString(text) is var value && value.Length == bytes.Length ? value : throw new FormatException(),
        _ => type.TypeId switch
        {
            TypeId.String => text,
            TypeId.Uuid => Guid.ParseExact(text, "D"),
            TypeId.Binary => Convert.FromHexString(text),
            TypeId.Date => ReadDate(text),
            TypeId.Time => ReadTime(text),
            TypeId.Timestamp => ReadTimestamp(text),
            TypeId.TimestampTz when text.EndsWith("+00:00", StringComparison.Ordinal) => ReadTimestamp(text[..^6]),
            _ => throw new FormatException(),
        },
    };

    private static object ReadDecimal(string text, DecimalType type)
    {
        var point = text.IndexOf('.');
        var scale = point < 0 ? 0 : text.Length - point - 1;
        return scale == type.Scale
            ? Int128.Parse(point < 0 ? text : text.Remove(point, 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
            : throw new FormatException();
    }

    private static object ReadDate(string text)
    {
        var match = DateText().Match(text);
        return match.Success ? checked((int)CivilDate.ToDays(Group(match, 1), Group(match, 2), Group(match, 3))) : throw new FormatException();
    }

    private static object ReadTime(string text)
    {
        var match = TimeText().Match(text);
        var fraction = match.Groups[4].Value.PadRight(6, '0');
        return match.Success
            ? (((((Group(match, 1) * 60L) + Group(match, 2)) * 60) + Group(match, 3)) * 1_000_000) + int.Parse(fraction, CultureInfo.InvariantCulture)
            : throw new FormatException();
    }

    private static object ReadTimestamp(string text)
    {
        var parts = text.Split('T');
        return parts.Length == 2 ? checked(((int)ReadDate(parts[0]) * MicrosPerDay) + (long)ReadTime(parts[1])) : throw new FormatException();
    }

    private static int Group(Match match, int group) => int.Parse(match.Groups[group].ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private static IcebergException NotAValue(JsonElement json, IcebergType type, Exception? inner = null) =>
        IcebergException.InvalidData($"{json.GetRawText()} is not a value of the type {type}.", inner);

    [GeneratedRegex(@"^([+-]?[0-9]{4,})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]
    private static partial Regex DateText();

    [GeneratedRegex(@"^([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])(?:\.([0-9]{1,6}))?$")]
    private static partial Regex TimeText();
}
