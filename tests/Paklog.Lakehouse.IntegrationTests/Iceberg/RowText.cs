using System.Globalization;
using System.Text.Json;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.IntegrationTests.Iceberg;

/// <summary>
/// Rows as text that is equal exactly when the values are: both sides by the type of the column. Maps are sorted by key, for they have no order; timestamps have six digits; floating
/// numbers are written by .NET on both sides, since engines write the same number in several ways.
/// </summary>
internal static class RowText
{
    private const string Micros = "yyyy-MM-ddTHH:mm:ss.ffffff";

    /// <summary>The rows of one of our results, whose columns are those of the schema, sorted.</summary>
    public static List<string> Of(DuckDbResult result, Schema schema)
    {
        var rows = new List<string>();
        while (result.Read())
            rows.Add(string.Join(" | ", schema.Fields.Select((field, index) => Of(result.GetValue(index), field.Type))));
        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    /// <summary>The rows of Spark as JSON, sorted.</summary>
    public static List<string> Of(IEnumerable<JsonElement> rows, Schema schema)
    {
        var texts = rows.Select(row => string.Join(" | ", schema.Fields.Select(field => Of(row.GetProperty(field.Name), field.Type)))).ToList();
        texts.Sort(StringComparer.Ordinal);
        return texts;
    }

    /// <summary>The rows of Trino as JSON, sorted: rows and structs are arrays, maps are objects whose keys are the keys' texts.</summary>
    public static List<string> OfArrays(IEnumerable<JsonElement> rows, Schema schema)
    {
        var texts = rows.Select(row => string.Join(" | ", schema.Fields.Select((field, index) => OfTrino(row[index], field.Type)))).ToList();
        texts.Sort(StringComparer.Ordinal);
        return texts;
    }

    private static string Of(object? value, IcebergType type) => (value, type) switch
    {
        (null, _) => "null",
        (KeyValuePair<string, object?>[] fields, StructType record) => "{" + string.Join(", ", record.Fields.Select((field, index) => $"{field.Name}: {Of(fields[index].Value, field.Type)}")) + "}",
        (object?[] items, ListType list) => "[" + string.Join(", ", items.Select(item => Of(item, list.Element))) + "]",
        (KeyValuePair<object, object?>[] entries, MapType map) => Map(entries.Select(entry => (Of(entry.Key, map.Key), Of(entry.Value, map.Value)))),
        (bool flag, _) => flag ? "true" : "false",
        (float number, _) => Number(number),
        (double number, _) => Number(number),
        (DateOnly date, _) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        (TimeOnly time, _) => time.ToString("HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
        (DateTime time, _) => time.ToString(Micros, CultureInfo.InvariantCulture),
        (DateTimeOffset time, _) => time.UtcDateTime.ToString(Micros, CultureInfo.InvariantCulture) + "Z",
        (byte[] bytes, _) => Convert.ToBase64String(bytes),
        (string text, _) => Text(text),
        (Guid uuid, _) => Text(uuid.ToString()),
        (IFormattable number, _) => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static string Of(JsonElement value, IcebergType type) => (value.ValueKind, type) switch
    {
        (JsonValueKind.Null, _) => "null",
        (_, StructType record) => "{" + string.Join(", ", record.Fields.Select(field => $"{field.Name}: {Of(value.GetProperty(field.Name), field.Type)}")) + "}",
        (_, ListType list) => "[" + string.Join(", ", value.EnumerateArray().Select(item => Of(item, list.Element))) + "]",
        (_, MapType map) => Map(value.EnumerateArray().Select(entry => (Of(entry.GetProperty("key"), map.Key), Of(entry.GetProperty("value"), map.Value)))),
        (_, { TypeId: TypeId.Float }) => Number(float.Parse(value.ToString(), CultureInfo.InvariantCulture)),
        (_, { TypeId: TypeId.Double }) => Number(double.Parse(value.ToString(), CultureInfo.InvariantCulture)),
        (_, { TypeId: TypeId.String or TypeId.Uuid }) => Text(value.GetString()!),
        (JsonValueKind.String, _) => value.GetString()!,
        _ => value.GetRawText(),
    };

    private static string OfTrino(JsonElement value, IcebergType type) => (value.ValueKind, type) switch
    {
        (JsonValueKind.Null, _) => "null",
        (_, StructType record) => "{" + string.Join(", ", record.Fields.Select((field, index) => $"{field.Name}: {OfTrino(value[index], field.Type)}")) + "}",
        (_, ListType list) => "[" + string.Join(", ", value.EnumerateArray().Select(item => OfTrino(item, list.Element))) + "]",
        (_, MapType map) => Map(value.EnumerateObject().Select(entry => (OfTrino(entry.Name, map.Key), OfTrino(entry.Value, map.Value)))),
        (JsonValueKind.String, _) => OfTrino(value.GetString()!, type),
        _ => Of(value, type),
    };

    private static string OfTrino(string text, IcebergType type) => type.TypeId switch
    {
        TypeId.String or TypeId.Uuid => Text(text),
        TypeId.Timestamp => text.Replace(' ', 'T'),
        TypeId.TimestampTz => text.Replace(" UTC", "Z", StringComparison.Ordinal).Replace(' ', 'T'),
        _ => text,
    };

    private static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static string Number(float number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static string Text(string text) => JsonSerializer.Serialize(text);

    private static string Map(IEnumerable<(string Key, string Value)> entries) => "{" + string.Join(", ", entries.Select(entry => $"{entry.Key} => {entry.Value}").Order(StringComparer.Ordinal)) + "}";
}
