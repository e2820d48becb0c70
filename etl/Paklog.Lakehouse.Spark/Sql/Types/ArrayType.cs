using System.Text.Json;

namespace Paklog.Lakehouse.Spark.Sql.Types;

/// <summary>A list, an <c>object?[]</c> in rows.</summary>
public sealed class ArrayType(DataType elementType, bool containsNull = true) : DataType
{
    public DataType ElementType { get; } = elementType;

    public bool ContainsNull { get; } = containsNull;

    public override string TypeName => "array";

    public override string SimpleString => $"array<{ElementType.SimpleString}>";

    public override string Sql => $"ARRAY<{ElementType.Sql}>";

    internal override void WriteJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", TypeName);
        writer.WritePropertyName("elementType");
        ElementType.WriteJson(writer);
        writer.WriteBoolean("containsNull", ContainsNull);
        writer.WriteEndObject();
    }
}
