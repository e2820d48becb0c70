using System.Text.Json;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Schemas;

/// <summary>
/// A table's columns (spec, "Schemas and Data Types"). Fields are found by id, or by a path of names joined by dots
/// in which a list's element is <c>element</c> and a map's parts are <c>key</c> and <c>value</c>.
/// </summary>
public sealed class Schema
{
    /// <summary>Ids above this belong to metadata columns (spec, "Reserved Field IDs").</summary>
    public const int MaxFieldId = int.MaxValue - 200;

    private readonly Dictionary<int, (NestedField Field, string Path)> byId = [];
    private readonly Dictionary<string, NestedField> byPath = new(StringComparer.Ordinal);

    /// <exception cref="IcebergException">
    /// InvalidData when an id or a path occurs twice, an id is reserved, or an identifier field does not qualify.
    /// </exception>
    public Schema(IEnumerable<NestedField> fields, int schemaId = 0, IEnumerable<int>? identifierFieldIds = null)
    {
        SchemaId = schemaId;
        AsStruct = new StructType(fields);
        IdentifierFieldIds = [.. (identifierFieldIds ?? []).Distinct().Order()];
        Index(AsStruct, "");
        CheckIdentifiers(AsStruct, reachable: true);
        if (IdentifierFieldIds.FirstOrDefault(id => !byId.ContainsKey(id), -1) is var missing and not -1)
        {
            throw IcebergException.InvalidData($"The identifier field id {missing} is not in schema {schemaId}.");
        }
    }

    public int SchemaId { get; }

    public StructType AsStruct { get; }

    public IReadOnlyList<NestedField> Fields => AsStruct.Fields;

    /// <summary>Ids of the fields that identify a row, ascending.</summary>
    public IReadOnlyList<int> IdentifierFieldIds { get; }

    /// <summary>The greatest field id in use, nested fields included; 0 for a schema without fields.</summary>
    public int HighestFieldId => byId.Count == 0 ? 0 : byId.Keys.Max();

    /// <summary>Ids of all fields, nested ones included.</summary>
    public IReadOnlyCollection<int> FieldIds => byId.Keys;

    public static Schema FromJson(string json) => IcebergJson.Parse(json, "schema", FromJson);

    /// <summary>Reads a schema; without schema-id (a v1 table's only schema) the id is 0.</summary>
    public static Schema FromJson(JsonElement json)
    {
        var kind = IcebergJson.GetString(json, "type", "schema");
        if (kind != "struct")
        {
            throw IcebergException.InvalidData($"A schema must be a struct, not '{kind}'.");
        }

        var identifiers = IcebergJson.Find(json, "identifier-field-ids", "schema") is { } ids
            ? IcebergJson.ReadList(ids, "'identifier-field-ids' of a schema", id => id.GetInt32())
            : [];
        return new Schema(TypeJson.ReadStruct(json).Fields, IcebergJson.FindInt(json, "schema-id", "schema") ?? 0, identifiers);
    }

    public Schema WithId(int schemaId) => new(Fields, schemaId, IdentifierFieldIds);

    public NestedField? FindField(int id) => byId.TryGetValue(id, out var entry) ? entry.Field : null;

    public NestedField? FindField(string path) => byPath.GetValueOrDefault(path);

    /// <exception cref="IcebergException">NotFound when the schema has no such field.</exception>
    public NestedField GetField(string path) =>
        FindField(path) ?? throw new IcebergException(
            IcebergErrorKind.NotFound, $"Schema {SchemaId} has no field '{path}'; it has {string.Join(", ", Fields.Select(field => field.Name))}.");

    /// <summary>The dotted path of the field with this id, or null.</summary>
    public string? FindPath(int id) => byId.TryGetValue(id, out var entry) ? entry.Path : null;

    /// <summary>True when fields and identifier fields are equal; the schema id does not count.</summary>
    public bool HasSameFields(Schema other) => AsStruct == other.AsStruct && IdentifierFieldIds.SequenceEqual(other.IdentifierFieldIds);

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "struct");
        writer.WriteNumber("schema-id", SchemaId);
        if (IdentifierFieldIds.Count > 0)
        {
            writer.WriteStartArray("identifier-field-ids");
            foreach (var id in IdentifierFieldIds)
            {
                writer.WriteNumberValue(id);
            }

            writer.WriteEndArray();
        }

        TypeJson.WriteFields(writer, AsStruct);
        writer.WriteEndObject();
    }

    public string ToJson() => IcebergJson.ToString(WriteTo);

    public override string ToString() => $"schema {SchemaId}: {AsStruct}";

    private void Index(IcebergType type, string prefix)
    {
        foreach (var field in Children(type))
        {
            var path = prefix + field.Name;
            if (field.Id > MaxFieldId)
            {
                throw IcebergException.InvalidData($"The field '{path}' has the id {field.Id}; ids above {MaxFieldId} are reserved.");
            }

            if (!byId.TryAdd(field.Id, (field, path)))
            {
                throw IcebergException.InvalidData($"The fields '{byId[field.Id].Path}' and '{path}' have the same id {field.Id}.");
            }

            if (!byPath.TryAdd(path, field))
            {
                throw IcebergException.InvalidData($"The field name '{path}' occurs twice in schema {SchemaId}.");
            }

            Index(field.Type, path + ".");
        }
    }

    private static IEnumerable<NestedField> Children(IcebergType type) => type switch
    {
        StructType structType => structType.Fields,
        ListType list => [list.ElementField],
        MapType map => [map.KeyField, map.ValueField],
        _ => [],
    };

    private void CheckIdentifiers(IcebergType type, bool reachable)
    {
        foreach (var field in Children(type))
        {
            var qualifies = reachable && type is StructType && field.Required;
            if (IdentifierFieldIds.Contains(field.Id) && !(qualifies && field.Type is PrimitiveType { TypeId: not (TypeId.Float or TypeId.Double) }))
            {
                throw IcebergException.InvalidData(
                    $"The field '{byId[field.Id].Path}' cannot be an identifier field: it must be required, primitive, not float or double, "
                    + "and not inside a list, a map or an optional struct.");
            }

            CheckIdentifiers(field.Type, qualifies);
        }
    }
}
