using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace Paklog.Lakehouse.IntegrationTests.Fuzz;

/// <summary>A file's lines by the plainest means: what a landing has to account for.</summary>
internal static partial class FileLines
{
    /// <summary>The lines without their line feeds.</summary>
    public static byte[][] OfWhole(string path) => [.. Read(path).Select(line => line.Bytes)];

    /// <summary>The lines that are not blank, numbered from 1 as they stand in the file.</summary>
    public static IEnumerable<(long Number, byte[] Bytes)> Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (bytes is [0x1f, 0x8b, ..])
        {
            using var plain = new MemoryStream();
            using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
            gzip.CopyTo(plain);
            bytes = plain.ToArray();
        }

        var start = bytes is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0;
        for (var number = 1L; start < bytes.Length; number++)
        {
            var end = Array.IndexOf(bytes, (byte)'\n', start);
            end = end < 0 ? bytes.Length : end;
            var line = bytes[start..end];
            if (!line.All(character => character is (byte)' ' or (byte)'\t' or (byte)'\r'))
                yield return (number, line);
            start = end + 1;
        }
    }

    /// <summary>What a line is at the least, whatever it says.</summary>
    public static LineKind KindOf(byte[] line)
    {
        if (!Utf8.IsValid(line))
            return LineKind.NoText;
        if (Parse(line, default) is { } kind)
            return kind;
        var text = NoNumbers().Replace(Encoding.UTF8.GetString(line), "0");
        return Parse(Encoding.UTF8.GetBytes(text), new JsonReaderOptions { AllowTrailingCommas = true }) is null ? LineKind.NoJson : LineKind.Lenient;
    }

    private static LineKind? Parse(byte[] line, JsonReaderOptions options)
    {
        var reader = new Utf8JsonReader(line, options with { MaxDepth = int.MaxValue });
        try
        {
            reader.Read();
            var kind = reader.TokenType switch
            {
                JsonTokenType.StartObject => LineKind.Object,
                JsonTokenType.Null => LineKind.Null,
                _ => LineKind.Other,
            };
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                    reader.GetString();
            }

            return kind;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    [GeneratedRegex("(?<=[:\\[,][ \t\r]*)-?(nan|inf(inity)?)(?=[ \t\r]*[\\]},])", RegexOptions.IgnoreCase)]
    private static partial Regex NoNumbers();
}

internal enum LineKind
{
    Object,
    Null,
    Other,

    /// <summary>JSON but for a comma behind the last member, NaN or Infinity, which the engine's reader takes.</summary>
    Lenient,
    NoJson,
    NoText,
}
