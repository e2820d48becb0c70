using System.Text.Json;

namespace Paklog.Lakehouse.Sources;

/// <summary>Whether a file is JSON, but not one value a line: an array, values that are printed over several lines (jq), or several in one line without line feeds (Kinesis Data Firehose).</summary>
internal static class FileShape
{
    private static readonly JsonReaderOptions Several = new() { AllowMultipleValues = true, AllowTrailingCommas = true, MaxDepth = int.MaxValue };

    /// <summary>
    /// True where the beginning of a file can be nothing else. Where it might be lines, one of which is damaged, it is lines.
    /// </summary>
    /// <param name="head">The first bytes, behind a byte order mark.</param>
    /// <param name="isWhole">Whether these are all.</param>
    public static bool IsOneText(ReadOnlySpan<byte> head, bool isWhole)
    {
        head = head.TrimStart(" \t\r\n"u8);
        if (head is not [(byte)'{' or (byte)'[', ..])
            return false;
        var end = head.IndexOf((byte)'\n');
        var line = (end < 0 ? head : head[..end]).TrimEnd(" \t\r"u8);
        var alone = end < 0 || head[end..].Trim(" \t\r\n"u8).IsEmpty;
        if (line is [(byte)'{'] or [(byte)'['] || line.SequenceEqual("[{"u8))
            return Reads(head, isWhole, 3);
        if (line[0] == (byte)'[')
            return line[1..].TrimStart(" \t"u8) is [(byte)'{', ..] && (alone || !Reads(line, isWhole: true, int.MaxValue)) && Reads(head, isWhole, 3);
        return alone && HasSecond(line, isWhole);
    }

    /// <summary>Whether the beginning has a number of tokens of JSON, and no fault in them.</summary>
    private static bool Reads(ReadOnlySpan<byte> head, bool isWhole, int tokens)
    {
        var reader = new Utf8JsonReader(head, isWhole, new JsonReaderState(Several));
        try
        {
            for (var read = 0; read < tokens; read++)
            {
                if (!reader.Read())
                    return tokens == int.MaxValue || !isWhole;
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Whether a second object begins behind the first one.</summary>
    private static bool HasSecond(ReadOnlySpan<byte> line, bool isWhole)
    {
        var reader = new Utf8JsonReader(line, isWhole, new JsonReaderState(Several));
        try
        {
            return reader.Read() && reader.TrySkip() && reader.Read() && reader.TokenType == JsonTokenType.StartObject && reader.Read() && reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.EndObject;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
