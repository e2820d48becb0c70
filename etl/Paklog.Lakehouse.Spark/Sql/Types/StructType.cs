using System.Text.Json;

namespace Paklog.Lakehouse.Spark.Sql.Types;

/// <summary>A schema, or the type of a nested <see cref="Row"/>.</summary>
public sealed class StructType : DataType
{
    private readonly Dictionary<string, int> ordinals = new(StringComparer.Ordinal);

    public StructType(IEnumerable<StructField> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        Fields = fields.ToList();
        for (int index = Fields.Count - 1; index >= 0; index--)
            ordinals[Fields[index].Name] = index;
    }

    public IReadOnlyList<StructField> Fields { get; }

    public override string TypeName => "struct";

    public override string SimpleString => $"struct<{string.Join(",", Fields.Select(column => $"{column.Name}:{column.DataType.SimpleString}"))}>";

    public override string Sql => $"STRUCT<{string.Join(", ", Fields.Select(column => column.Ddl(": ")))}>";

    /// <summary>The schema as a list of columns, which <see cref="DataFrameReader.Schema(string)"/> and CREATE TABLE take.</summary>
    public string ToDdl() => string.Join(", ", Fields.Select(field => field.ToDdl()));

    /// <summary>The ordinal of the first field of this name, upper and lower case distinguished; -1 where there is none.</summary>
    public int IndexOf(string name) => ordinals.GetValueOrDefault(name, -1);

    internal override void WriteJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", TypeName);
        writer.WriteStartArray("fields");
        foreach (StructField field in Fields)
            field.WriteJson(writer);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
