using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Paklog.Lakehouse.Contracts.Inference;

/// <summary>The messages of JSON-lines files, plain or gzip: records with topic, key and value, or bare values, whose topic is the file's name.</summary>
internal static partial class RecordFile
{
    /// <summary>Every file with messages under a folder, or the file itself.</summary>
    internal static IEnumerable<string> Find(string path) =>
        File.Exists(path)
            ? [path]
            : Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(file => FileName().IsMatch(Path.GetFileName(file))).Order(StringComparer.Ordinal);

    /// <summary>Reads one file; lines that are not JSON objects are passed over, for landing is what judges them.</summary>
    internal static IEnumerable<SourceMessage> Read(string path)
    {
        using var lines = new StreamReader(path.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(File.OpenRead(path), CompressionMode.Decompress)
            : File.OpenRead(path));
        var topicOfFile = FileName().Match(Path.GetFileName(path)).Groups[1].Value;
        while (lines.ReadLine() is { } line)
        {
            if (Parse(line) is not { } document)
                continue;
            using (document)
            {
                var root = document.RootElement;
                if (root.TryGetProperty("topic", out var topic) && root.TryGetProperty("value", out var value))
                    yield return new SourceMessage(topic.GetString() ?? topicOfFile, Payload(root, "key"), Payload(root, "value"), Schema(value));
                else
                    yield return new SourceMessage(topicOfFile, null, Payload(root), Schema(root));
            }
        }
    }

    private static JsonDocument? Parse(string line)
    {
        try
        {
            var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document;
            document.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement? Payload(JsonElement record, string member) =>
        record.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.Object ? Payload(value) : null;

    private static JsonElement? Payload(JsonElement message) =>
        Schema(message) is null ? message : message.GetProperty("payload") is { ValueKind: JsonValueKind.Object } payload ? payload : null;

    /// <summary>The schema of a message that is a schema and a payload; null for any other.</summary>
    private static JsonElement? Schema(JsonElement message) =>
        message.ValueKind == JsonValueKind.Object && message.TryGetProperty("schema", out var schema) && message.TryGetProperty("payload", out _)
            && schema.ValueKind == JsonValueKind.Object ? schema : null;

    [GeneratedRegex(@"^(.*?)(?:-[0-9]+)?\.(?:jsonl|json|ndjson)(?:\.gz)?$")]
    private static partial Regex FileName();
}

/// <summary>A message with its schema taken apart from its payload.</summary>
internal readonly record struct SourceMessage(string Topic, JsonElement? Key, JsonElement? Value, JsonElement? Schema);
