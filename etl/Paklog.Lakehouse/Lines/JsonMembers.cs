using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Paklog.Lakehouse.Lines;

/// <summary>Members and values of JSON as the engine's reader takes them: of several members of one name the first, null as absent, a number in quotes as a number.</summary>
internal static class JsonMembers
{
    private static readonly SearchValues<byte> Written = SearchValues.Create(" \t\r\n\\"u8);

    /// <summary>TryGetProperty takes the last of several members of one name.</summary>
    public static JsonElement? First(this JsonElement parent, string name)
    {
        if (parent.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var member in parent.EnumerateObject())
        {
            if (member.NameEquals(name))
                return member.Value;
        }

        return null;
    }

    /// <summary>The member, where it is there and not null.</summary>
    public static JsonElement? Stated(this JsonElement parent, string name) => parent.First(name) is { ValueKind: not JsonValueKind.Null } value ? value : null;

    public static string? TextOf(this JsonElement parent, string name) => parent.First(name)?.AsText();

    public static bool HasText(this JsonElement parent, string name) => parent.First(name) is { ValueKind: JsonValueKind.String };

    /// <summary>A text as it is, any other value as JSON.</summary>
    public static string? AsText(this JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        _ => value.AsJson(),
    };

    /// <summary>The value as JSON without white space, each number as it stands.</summary>
    public static string AsJson(this JsonElement value)
    {
        // Without a blank, an escape or a comma behind the last member it is that already.
        var raw = JsonMarshal.GetRawUtf8Value(value);
        return raw.IndexOfAny(Written) < 0 && raw.IndexOf(",}"u8) < 0 && raw.IndexOf(",]"u8) < 0 ? Encoding.UTF8.GetString(raw) : CompactJson.Write(value);
    }

    public static long? AsInteger(this JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetInt64(out var number) => number,
        JsonValueKind.Number when value.TryGetDecimal(out var number) && decimal.Round(number) is >= long.MinValue and <= long.MaxValue => (long)decimal.Round(number),
        JsonValueKind.String when long.TryParse(value.GetString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };
}
