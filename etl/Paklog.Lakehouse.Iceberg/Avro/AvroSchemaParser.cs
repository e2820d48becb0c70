using System.Text.Json;

namespace Paklog.Lakehouse.Iceberg.Avro;

/// <summary>Reads the schema JSON of an Avro file: any valid schema, with references to named types.</summary>
internal sealed class AvroSchemaParser(bool fixedHasLength)
{
    private readonly Dictionary<string, AvroSchema> named = new(StringComparer.Ordinal);

    /// <param name="fixedHasLength">See <see cref="AvroFixed"/>.</param>
    internal static AvroSchema Parse(string json, bool fixedHasLength = false) =>
        IcebergJson.Parse(json, "Avro schema", element => new AvroSchemaParser(fixedHasLength).Read(element, ""));

    private AvroSchema Read(JsonElement json, string enclosingNamespace)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.String:
                return ByName(json.GetString()!, enclosingNamespace);
            case JsonValueKind.Array:
                return new AvroUnion(IcebergJson.ReadList(json, "an Avro union", branch => Read(branch, enclosingNamespace)));
            default:
                return ReadObject(json, enclosingNamespace);
        }
    }

    private AvroSchema ReadObject(JsonElement json, string enclosingNamespace)
    {
        var type = IcebergJson.Get(json, "type", "Avro schema");
        if (type.ValueKind != JsonValueKind.String)
        {
            return Read(type, enclosingNamespace);
        }

        var logicalType = IcebergJson.FindString(json, "logicalType", "Avro schema");
        switch (type.GetString())
        {
            case "record" or "error":
                return ReadRecord(json, enclosingNamespace);
            case "array":
                return new AvroArray(
                    Read(IcebergJson.Get(json, "items", "Avro array"), enclosingNamespace),
                    IcebergJson.FindInt(json, "element-id", "Avro array"),
                    logicalType == "map");
            case "map":
                return new AvroMap(Read(IcebergJson.Get(json, "values", "Avro map"), enclosingNamespace));
            case "fixed":
                var (fixedName, _) = FullName(json, enclosingNamespace);
                return Register(fixedName, new AvroFixed(
                    fixedName,
                    IcebergJson.GetInt(json, "size", "Avro fixed"),
                    logicalType,
                    Precision(json),
                    Scale(json),
                    fixedHasLength && logicalType is null));
            case "enum":
                var (enumName, _) = FullName(json, enclosingNamespace);
                return Register(enumName, new AvroEnum(
                    enumName,
                    IcebergJson.GetList(json, "symbols", "Avro enum", symbol => symbol.ToString())));
            case var name:
                return Primitive(name!) is { } primitive
                    ? primitive with
                    {
                        LogicalType = logicalType,
                        Precision = Precision(json),
                        Scale = Scale(json),
                        AdjustToUtc = IcebergJson.Find(json, "adjust-to-utc", "Avro schema") is { ValueKind: JsonValueKind.True },
                    }
                    : ByName(name!, enclosingNamespace);
        }
    }

    private AvroRecord ReadRecord(JsonElement json, string enclosingNamespace)
    {
        var (name, ownNamespace) = FullName(json, enclosingNamespace);
        var record = new AvroRecord(name);
        Register(name, record);
        record.Fields.AddRange(IcebergJson.GetList(json, "fields", "Avro record", field => new AvroField(
            IcebergJson.GetString(field, "name", "Avro field"),
            Read(IcebergJson.Get(field, "type", "Avro field"), ownNamespace),
            IcebergJson.FindInt(field, "field-id", "Avro field"),
            IcebergName: IcebergJson.FindString(field, "iceberg-field-name", "Avro field"))));
        return record;
    }

    private AvroSchema ByName(string name, string enclosingNamespace) =>
        Primitive(name)
        ?? named.GetValueOrDefault(Qualify(name, enclosingNamespace))
        ?? named.GetValueOrDefault(name)
        ?? throw IcebergException.InvalidData($"The Avro schema refers to '{name}', which it does not define.");

    private AvroSchema Register(string name, AvroSchema schema)
    {
        named[name] = schema;
        return schema;
    }

    private static int Precision(JsonElement json) => IcebergJson.FindInt(json, "precision", "Avro schema") ?? 0;

    private static int Scale(JsonElement json) => IcebergJson.FindInt(json, "scale", "Avro schema") ?? 0;

    private static (string Name, string Namespace) FullName(JsonElement json, string enclosingNamespace)
    {
        var space = IcebergJson.FindString(json, "namespace", "Avro type") ?? enclosingNamespace;
        var name = Qualify(IcebergJson.GetString(json, "name", "Avro type"), space);
        return (name, name.Contains('.') ? name[..name.LastIndexOf('.')] : "");
    }

    private static string Qualify(string name, string space) => name.Contains('.') || space.Length == 0 ? name : $"{space}.{name}";

    private static AvroPrimitive? Primitive(string name) => name switch
    {
        "null" => AvroPrimitive.Null,
        "boolean" => new AvroPrimitive(AvroKind.Boolean),
        "int" => new AvroPrimitive(AvroKind.Int),
        "long" => new AvroPrimitive(AvroKind.Long),
        "float" => new AvroPrimitive(AvroKind.Float),
        "double" => new AvroPrimitive(AvroKind.Double),
        "bytes" => new AvroPrimitive(AvroKind.Bytes),
        "string" => new AvroPrimitive(AvroKind.String),
        _ => null,
    };
}
