using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Paklog.Lakehouse.Lines;

/// <summary>
/// Writes JSON as the engine does, with every number as it stood: no white space, strings with the fewest escapes. So an event has one text, whichever way it was read and however it was written.
/// </summary>
internal static class CompactJson
{
    public static string Write(JsonElement element)
    {
        // By tokens and not by elements: JSON may be nested deeper than a stack is.
        var text = new StringBuilder();
        var reader = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(element), new JsonReaderOptions { MaxDepth = int.MaxValue, AllowTrailingCommas = true });
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray) && text.Length > 0 && text[^1] is not ('{' or '[' or ':'))
                text.Append(',');
            Write(ref reader, text);
        }

        return text.ToString();
    }

    private static void Write(ref Utf8JsonReader token, StringBuilder text)
    {
        switch (token.TokenType)
        {
            case JsonTokenType.PropertyName:
                WriteString(token.GetString()!, text);
                text.Append(':');
                break;
            case JsonTokenType.String when token.ValueIsEscaped && token.GetString()!.StartsWith(JsonText.NoNumber, StringComparison.Ordinal):
                text.Append(token.GetString(), JsonText.NoNumber.Length, token.GetString()!.Length - JsonText.NoNumber.Length);
                break;
            case JsonTokenType.String:
                WriteString(token.GetString()!, text);
                break;
            default:
                text.Append(Encoding.UTF8.GetString(token.ValueSpan));
                break;
        }
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
