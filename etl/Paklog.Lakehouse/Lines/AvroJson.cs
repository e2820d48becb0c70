using System.Text.Json;

namespace Paklog.Lakehouse.Lines;

/// <summary>
/// Avro's JSON encoding, which names the branch of each union: <c>{"string": "c"}</c>, <c>{"pg1.public.crate.Value": {...}}</c>. Tools that decode Avro print it (kafka-avro-console-consumer, <c>kcat -s avro</c>).
/// Taken for plain JSON it would land as rows of another shape.
/// </summary>
internal static class AvroJson
{
    /// <summary>Types of Avro that a union's branch may be, besides named ones.</summary>
    public static IReadOnlyList<string> Branches { get; } = ["string", "int", "long", "float", "double", "boolean", "bytes", "array", "map"];

    /// <summary>Whether a message of a change is written so: by its op, by the members of its source that may be null, or by the name of its row's type.</summary>
    public static bool IsMessage(JsonElement value) =>
        IsUnion(value.First("op")) || IsUnion(value.First("__op")) || IsUnion(value.First("__deleted"))
        || (value.First("source") is { ValueKind: JsonValueKind.Object } source && HasUnion(source))
        || IsRow(value.First("after")) || IsRow(value.First("before"));

    /// <summary>Whether a key is written so.</summary>
    public static bool IsKey(JsonElement key) => IsRow(key) || HasUnion(key);

    /// <summary>The row's type is called after the topic, and the row is all there is.</summary>
    private static bool IsRow(JsonElement? row) =>
        Only(row) is { Value.ValueKind: JsonValueKind.Object } only && (only.Name.Contains('.', StringComparison.Ordinal) || (only.Name is "Value" or "Key" && HasUnion(only.Value)));

    private static bool HasUnion(JsonElement value) => value.ValueKind == JsonValueKind.Object && value.EnumerateObject().Any(member => IsUnion(member.Value));

    private static bool IsUnion(JsonElement? value) => Only(value) is { } only && Branches.Contains(only.Name);

    private static JsonProperty? Only(JsonElement? value)
    {
        if (value is not { ValueKind: JsonValueKind.Object } parent)
            return null;
        JsonProperty? only = null;
        foreach (var member in parent.EnumerateObject())
        {
            if (only is not null)
                return null;
            only = member;
        }

        return only;
    }
}
