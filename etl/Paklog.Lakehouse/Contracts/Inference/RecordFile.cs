using System.Text.Json;
using System.Text.RegularExpressions;
using Paklog.Lakehouse.Lines;
using Paklog.Lakehouse.Sources;

namespace Paklog.Lakehouse.Contracts.Inference;

/// <summary>The messages of files, as landing reads them: records with topic, key and value, or bare values, whose topic is the file's name.</summary>
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
        var topicOfFile = FileName().Match(Path.GetFileName(path)).Groups[1].Value;
        using var lines = LineReader.Read(path, IsCompressed(path)).GetEnumerator();
        while (Next(lines) is { } line)
        {
            using var document = JsonText.Parse(line.Bytes);
            var message = document is not null ? Message.Of(document.RootElement, "")
                : ConsoleLine.Parse(line.Bytes.Span) is { } console ? Message.Of(console.Record, console.Record.Value, console.Key, "") : null;
            if (message is not null && message.Kind != MessageKind.NotJson)
                yield return SourceMessage.Of(message, message.Record?.Topic ?? topicOfFile);
        }
    }

    private static Line? Next(IEnumerator<Line> lines)
    {
        try
        {
            return lines.MoveNext() ? lines.Current : null;
        }
        catch (DamagedInputException)
        {
            return null;
        }
    }

    private static bool IsCompressed(string path)
    {
        using var file = File.OpenRead(path);
        return file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
    }

    [GeneratedRegex(@"^(.*?)(?:-[0-9]+)?\.(?:jsonl|json|ndjson)(?:\.gz)?$")]
    private static partial Regex FileName();
}

/// <summary>A message with its schema taken apart from its payload.</summary>
/// <param name="Kind">What it is, see <see cref="MessageKind"/>.</param>
/// <param name="Reason">Why it would not land, where that is plain.</param>
internal readonly record struct SourceMessage(string Topic, JsonElement? Key, JsonElement? Value, JsonElement? Schema, string Kind, string? Reason)
{
    internal static SourceMessage Of(Message message, string topic) =>
        new(topic, Object(message.Key), Object(message.Value), message.Schema, message.Kind, message.Value is { } value && Message.IsHeartbeat(value) ? null : message.Reason);

    private static JsonElement? Object(JsonElement? value) => value is { ValueKind: JsonValueKind.Object } ? value : null;
}
