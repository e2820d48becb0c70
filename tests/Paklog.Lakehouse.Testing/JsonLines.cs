using System.IO.Compression;
using System.Text.Json;

namespace Paklog.Lakehouse.Testing;

/// <summary>One JSON value a line, numbers untouched.</summary>
public static class JsonLines
{
    public static IEnumerable<JsonElement> ReadGzip(string path)
    {
        using var lines = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (lines.ReadLine() is { } line)
            yield return Parse(line);
    }

    /// <summary>The values of a text such as the output of <c>lakehouse query --json</c>.</summary>
    public static IReadOnlyList<JsonElement> Read(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];

    private static JsonElement Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }
}
