using System.Text.Json;

namespace Paklog.Lakehouse.Sources;

/// <summary>Whether a file is JSON, but not one value a line: an array, values that are printed over several lines (jq), or several in one line without line feeds (Kinesis Data Firehose).</summary>
internal static class FileShape
{
    /// <summary>So many values at the beginning must be without a fault: a line that is damaged may look like the beginning of such a text, the lines behind it do not go on as one.</summary>
    private const int Proof = 16;

    private static readonly JsonReaderOptions Several = new() { AllowMultipleValues = true, AllowTrailingCommas = true, MaxDepth = int.MaxValue };

    /// <summary>True where the beginning of a file can be nothing else. Where it might be lines, one of which is damaged, it is lines.</summary>
    /// <param name="head">The first bytes, behind a byte order mark.</param>
    public static bool IsOneText(ReadOnlySpan<byte> head)
    {
        head = head.TrimStart(" \t\r\n"u8);
        if (head is not [(byte)'{' or (byte)'[', ..])
            return false;
        var end = head.IndexOf((byte)'\n');
        var line = (end < 0 ? head : head[..end]).TrimEnd(" \t\r"u8);
        var isAlone = end < 0 || head[end..].Trim(" \t\r\n"u8).IsEmpty;
        try
        {
            return line[0] == (byte)'[' ? IsArray(head, isAlone) : isAlone ? HasSecond(line) : line.Length == 1 && IsPrinted(head);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>An array of objects, and behind it nothing, or another. Of one object in one line it is a line, as one among others would be.</summary>
    private static bool IsArray(ReadOnlySpan<byte> head, bool isAlone)
    {
        var reader = new Utf8JsonReader(head, isFinalBlock: false, new JsonReaderState(Several));
        reader.Read();
        var elements = 0;
        while (elements < Proof && reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndArray)
            {
                if (head[(int)reader.BytesConsumed..].TrimStart(" \t\r\n"u8) is not ([] or [(byte)'[', ..]))
                    return false;
                return elements > 1 || (elements == 1 && !isAlone && head[..(int)reader.BytesConsumed].Count((byte)'\n') > 1);
            }

            if (reader.TokenType != JsonTokenType.StartObject)
                return false;
            elements++;
            if (!reader.TrySkip())
                break;
        }

        return elements > 0;
    }

    /// <summary>Objects of which each begins with a bracket alone in its line, and has more than two lines.</summary>
    private static bool IsPrinted(ReadOnlySpan<byte> head)
    {
        var reader = new Utf8JsonReader(head, isFinalBlock: false, new JsonReaderState(Several));
        var values = 0;
        for (; values < Proof && reader.Read(); values++)
        {
            var start = (int)reader.TokenStartIndex;
            var line = head[(start + 1)..];
            if (reader.TokenType != JsonTokenType.StartObject || line.IndexOf((byte)'\n') is not (>= 0 and var length) || !line[..length].Trim(" \t\r"u8).IsEmpty)
                return false;
            var isWhole = reader.TrySkip();
            if (head[start..(isWhole ? (int)reader.BytesConsumed : head.Length)].Count((byte)'\n') < 2)
                return false;
            if (!isWhole)
                return true;
        }

        return values > 0;
    }

    /// <summary>Whether a second object begins behind the first one; between a tab, the first is the key of a record (<see cref="Lines.ConsoleLine"/>).</summary>
    private static bool HasSecond(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line, isFinalBlock: false, new JsonReaderState(Several));
        return reader.Read() && reader.TrySkip() && reader.BytesConsumed is var end && reader.Read() && !line[(int)end..(int)reader.TokenStartIndex].Contains((byte)'\t') && reader.TokenType == JsonTokenType.StartObject && reader.Read() && reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.EndObject;
    }
}
