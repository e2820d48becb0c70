using System.Text.Json;

namespace Paklog.Lakehouse.Lines;

/// <summary>
/// <c>{"schema": ..., "payload": ...}</c>, as JsonConverter writes with <c>schemas.enable=true</c>. A schema that is null or absent is no schema, and the payload as plain as without it (risingwave#10178).
/// A row may have columns of these names: their schema is no object, or other columns stand beside them.
/// </summary>
internal static class SchemaWrapper
{
    public static (JsonElement? Schema, JsonElement Payload) OfValue(JsonElement value) =>
        Parts(value) is { } parts && (parts.Alone || parts.Payload.ValueKind == JsonValueKind.Object) && !FlattenedRow.HasMarks(value) ? (parts.Schema, parts.Payload) : (null, value);

    /// <summary>A key's one column may be called payload, so it takes a schema, at least null, to make a payload of a number or text.</summary>
    public static JsonElement OfKey(JsonElement key) =>
        Parts(key) is { Alone: true } parts && (parts.HasSchema || parts.Payload.ValueKind == JsonValueKind.Object) ? parts.Payload : key;

    private static (JsonElement? Schema, JsonElement Payload, bool HasSchema, bool Alone)? Parts(JsonElement value)
    {
        if (value.First("payload") is not { } payload)
            return null;
        var schema = value.First("schema");
        if (schema is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Object) })
            return null;
        var alone = value.EnumerateObject().All(member => member.NameEquals("schema") || member.NameEquals("payload"));
        return (schema is { ValueKind: JsonValueKind.Object } ? schema : null, payload, schema is not null, alone);
    }
}
