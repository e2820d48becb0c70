using System.Text.Json;

namespace Paklog.Lakehouse.Iceberg.Types;

/// <summary>The type JSON of spec Appendix C. Members stand in the order in which the Java library writes them.</summary>
internal static class TypeJson
{
    internal static IcebergType Read(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.String)
        {
            var text = json.GetString()!;
            return TypeText.IsOfFormat3(text) ? new Format3Type(text) : TypeText.Parse(text);
        }

        var kind = IcebergJson.GetString(json, "type", "type");
        return kind switch
        {
            "struct" => ReadStruct(json),
            "list" => new ListType(
                IcebergJson.GetInt(json, "element-id", "list type"),
                IcebergJson.GetBool(json, "element-required", "list type"),
                Read(IcebergJson.Get(json, "element", "list type"))),
            "map" => new MapType(
                IcebergJson.GetInt(json, "key-id", "map type"),
                Read(IcebergJson.Get(json, "key", "map type")),
                IcebergJson.GetInt(json, "value-id", "map type"),
                IcebergJson.GetBool(json, "value-required", "map type"),
                Read(IcebergJson.Get(json, "value", "map type"))),
            _ => throw IcebergException.InvalidData($"'{kind}' is not a nested Iceberg type."),
        };
    }

    internal static StructType ReadStruct(JsonElement json) => new(IcebergJson.GetList(json, "fields", "struct type", ReadField));

    internal static void Write(Utf8JsonWriter writer, IcebergType type)
    {
        switch (type)
        {
            case StructType structType:
                writer.WriteStartObject();
                writer.WriteString("type", "struct");
                WriteFields(writer, structType);
                writer.WriteEndObject();
                break;
            case ListType list:
                writer.WriteStartObject();
                writer.WriteString("type", "list");
                writer.WriteNumber("element-id", list.ElementId);
                WriteMember(writer, "element", list.Element);
                writer.WriteBoolean("element-required", list.ElementRequired);
                writer.WriteEndObject();
                break;
            case MapType map:
                writer.WriteStartObject();
                writer.WriteString("type", "map");
                writer.WriteNumber("key-id", map.KeyId);
                WriteMember(writer, "key", map.Key);
                writer.WriteNumber("value-id", map.ValueId);
                WriteMember(writer, "value", map.Value);
                writer.WriteBoolean("value-required", map.ValueRequired);
                writer.WriteEndObject();
                break;
            default:
                writer.WriteStringValue(type.ToString());
                break;
        }
    }

    internal static void WriteFields(Utf8JsonWriter writer, StructType type)
    {
        writer.WriteStartArray("fields");
        foreach (var field in type.Fields)
        {
            writer.WriteStartObject();
            writer.WriteNumber("id", field.Id);
            writer.WriteString("name", field.Name);
            writer.WriteBoolean("required", field.Required);
            WriteMember(writer, "type", field.Type);
            if (field.Doc is not null)
            {
                writer.WriteString("doc", field.Doc);
            }

            WriteDefault(writer, "initial-default", field.InitialDefault);
            WriteDefault(writer, "write-default", field.WriteDefault);

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static NestedField ReadField(JsonElement json)
    {
        var name = IcebergJson.GetString(json, "name", "field");
        return new NestedField(
            IcebergJson.GetInt(json, "id", "field"),
            name,
            IcebergJson.GetBool(json, "required", "field"),
            Read(IcebergJson.Get(json, "type", "field")),
            IcebergJson.FindString(json, "doc", "field"))
        {
            InitialDefault = IcebergJson.Find(json, "initial-default", "field")?.GetRawText(),
            WriteDefault = IcebergJson.Find(json, "write-default", "field")?.GetRawText(),
        };
    }

    private static void WriteDefault(Utf8JsonWriter writer, string name, string? json)
    {
        if (json is null)
            return;
        writer.WritePropertyName(name);
        writer.WriteRawValue(json);
    }

    private static void WriteMember(Utf8JsonWriter writer, string name, IcebergType type)
    {
        writer.WritePropertyName(name);
        Write(writer, type);
    }
}
