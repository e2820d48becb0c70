using System.Text.Json;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Partitioning;

/// <summary>How partition values derive from columns (spec, "Partitioning"; JSON of Appendix C).</summary>
public sealed class PartitionSpec(int specId, IEnumerable<PartitionField> fields)
{
    /// <summary>The first partition field id.</summary>
    public const int FirstFieldId = 1000;

    public static PartitionSpec Unpartitioned { get; } = new(0, []);

    public int SpecId { get; } = specId;

    public IReadOnlyList<PartitionField> Fields { get; } = [.. fields];

    /// <summary>True when no field produces values: void fields do not.</summary>
    public bool IsUnpartitioned => Fields.All(partition => partition.Transform is VoidTransform);

    /// <summary>The greatest partition field id; 999 for a spec without fields.</summary>
    public int HighestFieldId => Fields.Select(partition => partition.FieldId).DefaultIfEmpty(FirstFieldId - 1).Max();

    /// <summary>Reads the object form with spec-id and fields; requests to a REST catalog may leave the id out (OpenAPI, schema PartitionSpec), then it is 0.</summary>
    public static PartitionSpec FromJson(JsonElement json) =>
        new(IcebergJson.FindInt(json, "spec-id", "partition spec") ?? 0, ReadFields(IcebergJson.Get(json, "fields", "partition spec")));

    public static PartitionSpec FromJson(string json) => IcebergJson.Parse(json, "partition spec", FromJson);

    /// <summary>Reads a bare array of fields, as manifest headers and v1 metadata have it.</summary>
    public static PartitionSpec FromFieldsJson(JsonElement array, int specId) => new(specId, ReadFields(array));

    /// <summary>
    /// The struct of partition values: one optional field a partition field, with its id. Columns that <paramref name="schema"/> has no longer are
    /// looked up in <paramref name="earlier"/>, the table's other schemas.
    /// </summary>
    /// <exception cref="IcebergException">InvalidData when no schema has the source column; Unsupported for an unknown transform.</exception>
    public StructType PartitionType(Schema schema, IEnumerable<Schema>? earlier = null) =>
        new(Fields.Select(field => NestedField.Optional(field.FieldId, field.Name, field.Transform.ResultType(SourceType(field, schema, earlier)))).ToList());

    /// <summary>Equal fields apart from their ids: such a spec must not be added again (spec, "Partitioning").</summary>
    public bool IsCompatibleWith(PartitionSpec other) =>
        Fields.Count == other.Fields.Count
        && Fields.Zip(other.Fields).All(pair => pair.First with { FieldId = 0 } == pair.Second with { FieldId = 0 });

    /// <summary>The partition as path segments, <c>day=2026-01-31/region=a%2Fb</c>; empty for an unpartitioned spec.</summary>
    public string PartitionPath(PartitionValues values, Schema schema, IEnumerable<Schema>? earlier = null)
    {
        var type = PartitionType(schema, earlier);
        return string.Join('/', Fields.Select((field, i) =>
            $"{Uri.EscapeDataString(field.Name)}={Uri.EscapeDataString(field.Transform.ToHumanString(values[i], type.Fields[i].Type))}"));
    }

    public PartitionSpec WithId(int newSpecId) => new(newSpecId, Fields);

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("spec-id", SpecId);
        writer.WritePropertyName("fields");
        WriteFieldsTo(writer);
        writer.WriteEndObject();
    }

    /// <summary>Writes the bare array of fields.</summary>
    public void WriteFieldsTo(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        foreach (var field in Fields)
        {
            writer.WriteStartObject();
            writer.WriteString("name", field.Name);
            writer.WriteString("transform", field.Transform.ToString());
            writer.WriteNumber("source-id", field.SourceId);
            writer.WriteNumber("field-id", field.FieldId);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    public string ToJson() => IcebergJson.ToString(WriteTo);

    public override string ToString() => $"spec {SpecId}: [{string.Join(", ", Fields)}]";

    private static IcebergType SourceType(PartitionField field, Schema schema, IEnumerable<Schema>? earlier)
    {
        var source = schema.FindField(field.SourceId) ?? earlier?.Select(other => other.FindField(field.SourceId)).LastOrDefault(found => found is not null);
        return source?.Type ?? throw IcebergException.InvalidData(
            $"The partition field '{field.Name}' has the source id {field.SourceId}, which is in no schema of the table.");
    }

    private static List<PartitionField> ReadFields(JsonElement array)
    {
        var nextId = FirstFieldId;
        return IcebergJson.ReadList(array, "partition fields", json =>
        {
            var name = IcebergJson.GetString(json, "name", "partition field");
            if (IcebergJson.Find(json, "source-ids", "partition field") is not null)
            {
                throw IcebergException.Unsupported(
                    $"The partition field '{name}' has several sources: that belongs to Iceberg format v3, which is not read or written here.");
            }

            // v1 metadata may lack ids: they count from 1000 in each spec (spec, "Partition Evolution").
            var fieldId = IcebergJson.FindInt(json, "field-id", "partition field") ?? nextId;
            nextId = fieldId + 1;
            return new PartitionField(
                IcebergJson.GetInt(json, "source-id", "partition field"),
                fieldId,
                name,
                Transform.Parse(IcebergJson.GetString(json, "transform", "partition field")));
        });
    }
}
