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
        var wrapped = First(root, "topic") is not null && First(root, "value") is not null;
        var value = Payload(wrapped ? First(root, "value")!.Value : root);
        var key = wrapped && First(root, "key") is { } stated ? Raw(Payload(stated)) : null;
        var envelope = First(value, "op") is not null && First(value, "source") is not null;
        return envelope ? new RawMembers(key, Raw(value, "before"), Raw(value, "after")) : new RawMembers(key, Raw(value), Raw(value));
    }

    /// <summary>The engine takes the first of several members of one name; TryGetProperty takes the last.</summary>
    private static JsonElement? First(JsonElement parent, string name)
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

    private static JsonElement Payload(JsonElement value) => First(value, "schema") is not null && First(value, "payload") is { } payload ? payload : value;

    private static string? Raw(JsonElement parent, string name) => First(parent, name) is { } member ? Raw(member) : null;

    private static string? Raw(JsonElement element) => element.ValueKind == JsonValueKind.Null ? null : CompactJson.Write(element);
}
