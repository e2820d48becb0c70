using System.Text.Json;

namespace Paklog.Lakehouse.Sources;

/// <summary>Key, before and after of one line, with their numbers as they stand in it. For a value that is no envelope (flattened, outbox), both before and after are the whole value.</summary>
internal sealed record RawMembers(string? Key, string? Before, string? After)
{
    /// <summary>The engine sets no bound to depth, and a column of type JSON may hold any.</summary>
    private static readonly JsonDocumentOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    /// <exception cref="JsonException">The line is no JSON, though the engine, which allows more, could read it.</exception>
    public static RawMembers Read(ReadOnlyMemory<byte> line)
    {
        using var document = JsonDocument.Parse(line, AnyDepth);
        var root = document.RootElement;
        var wrapped = root.TryGetProperty("topic", out _) && root.TryGetProperty("value", out _);
        var value = Payload(wrapped ? root.GetProperty("value") : root);
        var key = wrapped && root.TryGetProperty("key", out var stated) ? Raw(Payload(stated)) : null;
        var envelope = value.ValueKind == JsonValueKind.Object && value.TryGetProperty("op", out _) && value.TryGetProperty("source", out _);
        return envelope ? new RawMembers(key, Raw(value, "before"), Raw(value, "after")) : new RawMembers(key, Raw(value), Raw(value));
    }

    private static JsonElement Payload(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty("schema", out _) && value.TryGetProperty("payload", out var payload) ? payload : value;

    private static string? Raw(JsonElement parent, string name) => parent.TryGetProperty(name, out var member) ? Raw(member) : null;

    private static string? Raw(JsonElement element) => element.ValueKind == JsonValueKind.Null ? null : CompactJson.Write(element);
}
