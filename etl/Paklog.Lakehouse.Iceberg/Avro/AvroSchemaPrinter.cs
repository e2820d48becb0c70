using System.Text.Json;

namespace Paklog.Lakehouse.Iceberg.Avro;

/// <summary>
/// Writes schema JSON. A primitive without attributes is a bare string: readers such as DuckDB's took {"type":"int"} for something else
/// (duckdb-iceberg#1245). A named type stands in full once and by its name after that.
/// </summary>
internal sealed class AvroSchemaPrinter(Utf8JsonWriter writer)
{
    private readonly HashSet<string> written = [];

    internal static string Print(AvroSchema schema) => IcebergJson.ToString(writer => new AvroSchemaPrinter(writer).Write(schema));

    private void Write(AvroSchema schema)
    {
        switch (schema)
        {
            case AvroPrimitive { LogicalType: null } primitive:
                writer.WriteStringValue(Name(primitive.Kind));
                break;
            case AvroPrimitive primitive:
                writer.WriteStartObject();
                writer.WriteString("type", Name(primitive.Kind));
                writer.WriteString("logicalType", primitive.LogicalType);
                if (primitive.LogicalType == "timestamp-micros")
                {
                    writer.WriteBoolean("adjust-to-utc", primitive.AdjustToUtc);
                }

                writer.WriteEndObject();
                break;
            case AvroFixed type when written.Add(type.Name):
                WriteFixed(type);
                break;
            case AvroFixed type:
                writer.WriteStringValue(type.Name);
                break;
            case AvroRecord record when written.Add(record.Name):
                WriteRecord(record);
                break;
            case AvroRecord record:
                writer.WriteStringValue(record.Name);
                break;
            case AvroArray array:
                WriteArray(array);
                break;
            case AvroUnion union:
                writer.WriteStartArray();
                foreach (var branch in union.Branches)
                {
                    Write(branch);
                }

                writer.WriteEndArray();
                break;
            default:
                throw new ArgumentException($"{schema.GetType().Name} is never written.", nameof(schema));
        }
    }

    private void WriteFixed(AvroFixed type)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "fixed");
        writer.WriteString("name", type.Name);
        writer.WriteNumber("size", type.Size);
        if (type.LogicalType is not null)
        {
            writer.WriteString("logicalType", type.LogicalType);
        }

        if (type.LogicalType == "decimal")
        {
            writer.WriteNumber("precision", type.Precision);
            writer.WriteNumber("scale", type.Scale);
        }

        writer.WriteEndObject();
    }

    private void WriteRecord(AvroRecord record)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "record");
        writer.WriteString("name", record.Name);
        writer.WriteStartArray("fields");
        foreach (var field in record.Fields)
        {
            writer.WriteStartObject();
            writer.WriteString("name", field.Name);
            writer.WritePropertyName("type");
            Write(field.Schema);
            if (field.Doc is not null)
            {
                writer.WriteString("doc", field.Doc);
            }

            if (field.DefaultNull)
            {
                writer.WriteNull("default");
            }

            if (field.IcebergName is not null)
            {
                writer.WriteString("iceberg-field-name", field.IcebergName);
            }

            if (field.FieldId is { } id)
            {
                writer.WriteNumber("field-id", id);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private void WriteArray(AvroArray array)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "array");
        writer.WritePropertyName("items");
        Write(array.Items);
        if (array.IsMap)
        {
            writer.WriteString("logicalType", "map");
        }

        if (array.ElementId is { } id)
        {
            writer.WriteNumber("element-id", id);
        }

        writer.WriteEndObject();
    }

    private static string Name(AvroKind kind) => kind.ToString().ToLowerInvariant();
}
