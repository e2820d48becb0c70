using System.Text.Json;

namespace Paklog.Lakehouse.Spark.Sql.Types;

/// <summary>A column of a schema or a field of a struct.</summary>
/// <param name="name">Its name, as it is spelled.</param>
/// <param name="dataType">Its type.</param>
/// <param name="isNullable">Whether it may be null.</param>
/// <param name="metadata">A JSON object, as Spark keeps it with the field (comment, ids, char and varchar lengths).</param>
public sealed class StructField(string name, DataType dataType, bool isNullable = true, string metadata = "{}")
{
    public string Name { get; } = name;

    public DataType DataType { get; } = dataType;

    public bool IsNullable { get; } = isNullable;

    public string Metadata { get; } = metadata;

    /// <summary>The field in a column list: <c>`order id` BIGINT NOT NULL</c>.</summary>
    public string ToDdl() => Ddl(" ");

    public override string ToString() => $"StructField({Name},{DataType.SimpleString},{(IsNullable ? "true" : "false")})";

    internal string Ddl(string separator) => $"`{Name.Replace("`", "``", StringComparison.Ordinal)}`{separator}{DataType.Sql}{(IsNullable ? "" : " NOT NULL")}";

    internal void WriteJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("name", Name);
        writer.WritePropertyName("type");
        DataType.WriteJson(writer);
        writer.WriteBoolean("nullable", IsNullable);
        writer.WritePropertyName("metadata");
        writer.WriteRawValue(Metadata);
        writer.WriteEndObject();
    }
}
