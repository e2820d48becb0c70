using System.Text.Json;

namespace Paklog.Lakehouse.Iceberg.Views;

/// <summary>One way to say what a view is (view spec, "Representations"); engines take the one of their dialect.</summary>
/// <param name="Type"><c>sql</c>; the specification knows no other.</param>
public sealed record ViewRepresentation(string Type, string Sql, string Dialect)
{
    public const string SqlType = "sql";

    private const string What = "view representation";

    /// <exception cref="IcebergException">Unsupported for a representation that is no SQL.</exception>
    public static ViewRepresentation FromJson(JsonElement json)
    {
        var type = IcebergJson.GetString(json, "type", What);
        return type == SqlType
            ? new ViewRepresentation(type, IcebergJson.GetString(json, "sql", What), IcebergJson.GetString(json, "dialect", What))
            : throw IcebergException.Unsupported($"A view representation of type '{type}' is not known; write it as {SqlType}.");
    }

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", Type);
        writer.WriteString("sql", Sql);
        writer.WriteString("dialect", Dialect);
        writer.WriteEndObject();
    }
}
