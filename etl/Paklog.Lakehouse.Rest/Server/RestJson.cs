using System.Text.Json;
using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Rest.Server;

/// <summary>Reading the bodies of requests. What is wrong with a body is told as a bad request; members that are not known are passed over.</summary>
internal static class RestJson
{
    internal static JsonElement? Find(JsonElement json, string name)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw RestException.BadRequest($"The body of the request must be a JSON object, not {json.ValueKind}.");
        return json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    internal static JsonElement Get(JsonElement json, string name) => Find(json, name) ?? throw RestException.BadRequest($"The body of the request lacks '{name}'.");

    internal static string? FindString(JsonElement json, string name) => Find(json, name) is { } value ? Text(value, name) : null;

    internal static string GetString(JsonElement json, string name) => Text(Get(json, name), name);

    internal static bool GetBool(JsonElement json, string name) => Find(json, name) switch
    {
        null or { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.True } => true,
        { } other => throw RestException.BadRequest($"'{name}' must be true or false, not {other.GetRawText()}."),
    };

    internal static List<T> GetList<T>(JsonElement json, string name, Func<JsonElement, T> item) =>
        Get(json, name) is { ValueKind: JsonValueKind.Array } array ? [.. array.EnumerateArray().Select(item)] : throw RestException.BadRequest($"'{name}' must be a JSON array.");

    internal static List<T> FindList<T>(JsonElement json, string name, Func<JsonElement, T> item) => Find(json, name) is null ? [] : GetList(json, name, item);

    internal static Dictionary<string, string> FindProperties(JsonElement json, string name)
    {
        if (Find(json, name) is not { } map)
            return [];
        if (map.ValueKind != JsonValueKind.Object)
            throw RestException.BadRequest($"'{name}' must be a JSON object.");
        var properties = new Dictionary<string, string>();
        foreach (var member in map.EnumerateObject())
            properties[member.Name] = Text(member.Value, member.Name);
        return properties;
    }

    internal static string GetNamespace(JsonElement json, string name)
    {
        var levels = GetList(json, name, level => Text(level, name));
        return levels.Count > 0 ? RestNames.ToNamespace(levels) : throw RestException.BadRequest("The namespace is empty; this catalog has none without a name.");
    }

    internal static TableIdentifier GetIdentifier(JsonElement json, string name)
    {
        var identifier = Get(json, name);
        return new TableIdentifier(GetNamespace(identifier, "namespace"), RestNames.ToIdentifier([], GetString(identifier, "name")).Name);
    }

    private static string Text(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw RestException.BadRequest($"'{name}' must be a string, not {value.GetRawText()}.");
}
