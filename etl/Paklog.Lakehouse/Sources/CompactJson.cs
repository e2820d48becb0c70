using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Paklog.Lakehouse.Sources;

/// <summary>
/// Writes JSON as the engine does, with every number as it stood: no white space, strings with the fewest escapes. So an event has one text, whichever way it was read and however it was written.
/// </summary>
internal static class CompactJson
{
    public static string Write(JsonElement element)
    {
        var text = new StringBuilder();
        Write(element, text);
        return text.ToString();
    }

    private static void Write(JsonElement element, StringBuilder text)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                foreach (var member in element.EnumerateObject())
                {
                    WriteString(member.Name, text);
                    text.Append(':');
                    Write(member.Value, text);
                    text.Append(',');
                }

                Close(text, '}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var item in element.EnumerateArray())
                {
                    Write(item, text);
                    text.Append(',');
                }

                Close(text, ']');
                break;
            case JsonValueKind.String:
                WriteString(element.GetString()!, text);
                break;
            default:
                text.Append(element.GetRawText());
                break;
        }
    }

    /// <summary>Puts the bracket in place of the comma behind the last member.</summary>
    private static void Close(StringBuilder text, char bracket)
    {
        if (text[^1] == ',')
            text[^1] = bracket;
        else
            text.Append(bracket);
    }

    private static void WriteString(string value, StringBuilder text)
    {
        text.Append('"');
        foreach (var character in value)
        {
            _ = character switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append(@"\\"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}"),
                _ => text.Append(character),
            };
        }

        text.Append('"');
    }
}
