using System.Text.Json;

namespace Paklog.Lakehouse.Iceberg.Schemas;

/// <summary>Which field ids the columns of a file have that was written without any, by their names (spec, "Name Mapping Serialization"). Fields inside others are a mapping of their own.</summary>
public sealed class NameMapping
{
    private const string What = "field of a name mapping";

    private readonly Dictionary<string, MappedField> byName = new(StringComparer.Ordinal);

    /// <exception cref="IcebergException">InvalidData when two fields have one name.</exception>
    public NameMapping(IEnumerable<MappedField> fields)
    {
        Fields = [.. fields];
        foreach (var field in Fields)
        {
            foreach (var name in field.Names.Distinct())
            {
                if (!byName.TryAdd(name, field))
                    throw IcebergException.InvalidData($"A name mapping gives the name '{name}' to two fields.");
            }
        }
    }

    public static NameMapping Empty { get; } = new([]);

    public IReadOnlyList<MappedField> Fields { get; }

    /// <exception cref="IcebergException">InvalidData for what is no name mapping.</exception>
    public static NameMapping FromJson(string json) => IcebergJson.Parse(json, "name mapping", Read);

    public string ToJson() => IcebergJson.ToString(Write);

    /// <summary>The field that a file calls by a name, upper and lower case told apart; null where there is none.</summary>
    public MappedField? Find(string name) => byName.GetValueOrDefault(name);

    private static NameMapping Read(JsonElement json) => new(IcebergJson.ReadList(json, "A name mapping", ReadField));

    private static MappedField ReadField(JsonElement json) => new(
        IcebergJson.GetList(json, "names", What, name => name.ValueKind == JsonValueKind.String ? name.GetString()! : throw IcebergException.InvalidData($"A name in a name mapping must be a string, not {name.GetRawText()}.")),
        IcebergJson.FindInt(json, "field-id", What),
        IcebergJson.Find(json, "fields", What) is { } fields ? Read(fields) : Empty);

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        foreach (var field in Fields)
        {
            writer.WriteStartObject();
            if (field.Id is { } id)
                writer.WriteNumber("field-id", id);
            writer.WriteStartArray("names");
            foreach (var name in field.Names)
                writer.WriteStringValue(name);
            writer.WriteEndArray();
            if (field.Fields.Fields.Count > 0)
            {
                writer.WritePropertyName("fields");
                field.Fields.Write(writer);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
