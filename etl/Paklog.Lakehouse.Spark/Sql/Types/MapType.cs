using System.Text.Json;

namespace Paklog.Lakehouse.Spark.Sql.Types;

/// <summary>A map, a <c>Dictionary&lt;object, object?&gt;</c> in the map's order in rows.</summary>
public sealed class MapType(DataType keyType, DataType valueType, bool valueContainsNull = true) : DataType
{
    public DataType KeyType { get; } = keyType;

    public DataType ValueType { get; } = valueType;

    public bool ValueContainsNull { get; } = valueContainsNull;

    public override string TypeName => "map";

    public override string SimpleString => $"map<{KeyType.SimpleString},{ValueType.SimpleString}>";

    public override string Sql => $"MAP<{KeyType.Sql}, {ValueType.Sql}>";

    internal override void WriteJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", TypeName);
        writer.WritePropertyName("keyType");
        KeyType.WriteJson(writer);
        writer.WritePropertyName("valueType");
        ValueType.WriteJson(writer);
        writer.WriteBoolean("valueContainsNull", ValueContainsNull);
        writer.WriteEndObject();
    }
}
