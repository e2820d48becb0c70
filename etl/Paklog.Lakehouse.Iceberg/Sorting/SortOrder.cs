using System.Text.Json;
using Paklog.Lakehouse.Iceberg.Partitioning;

namespace Paklog.Lakehouse.Iceberg.Sorting;

/// <summary>How rows are sorted within files (spec, "Sorting"; JSON of Appendix C). Order 0 is unsorted.</summary>
public sealed class SortOrder(int orderId, IEnumerable<SortField> fields)
{
    public static SortOrder Unsorted { get; } = new(0, []);

    public int OrderId { get; } = orderId;

    public IReadOnlyList<SortField> Fields { get; } = [.. fields];

    public bool IsUnsorted => Fields.Count == 0;

    public static SortOrder FromJson(string json) => IcebergJson.Parse(json, "sort order", FromJson);

    /// <summary>Reads a sort order; requests to a REST catalog may leave the id out (OpenAPI, schema SortOrder), then it is 0.</summary>
    public static SortOrder FromJson(JsonElement json) =>
        new(IcebergJson.FindInt(json, "order-id", "sort order") ?? 0, IcebergJson.GetList(json, "fields", "sort order", ReadField));

    /// <summary>Equal fields; the order id does not count.</summary>
    public bool HasSameFields(SortOrder other) => Fields.SequenceEqual(other.Fields);

    public SortOrder WithId(int newOrderId) => new(newOrderId, Fields);

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("order-id", OrderId);
        writer.WriteStartArray("fields");
        foreach (var field in Fields)
        {
            writer.WriteStartObject();
            writer.WriteString("transform", field.Transform.ToString());
            writer.WriteNumber("source-id", field.SourceId);
            writer.WriteString("direction", field.Direction == SortDirection.Ascending ? "asc" : "desc");
            writer.WriteString("null-order", field.NullOrder == NullOrder.NullsFirst ? "nulls-first" : "nulls-last");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public string ToJson() => IcebergJson.ToString(WriteTo);

    public override string ToString() => $"sort order {OrderId}: [{string.Join(", ", Fields)}]";

    private static SortField ReadField(JsonElement json)
    {
        if (IcebergJson.Find(json, "source-ids", "sort field") is not null)
        {
            throw IcebergException.Unsupported("A sort field has several sources: that belongs to Iceberg format v3, which is not read or written here.");
        }

        var direction = IcebergJson.GetString(json, "direction", "sort field");
        var nullOrder = IcebergJson.GetString(json, "null-order", "sort field");
        return new SortField(
            Transform.Parse(IcebergJson.GetString(json, "transform", "sort field")),
            IcebergJson.GetInt(json, "source-id", "sort field"),
            direction switch
            {
                "asc" => SortDirection.Ascending,
                "desc" => SortDirection.Descending,
                _ => throw IcebergException.InvalidData($"'{direction}' is not a sort direction: asc or desc."),
            },
            nullOrder switch
            {
                "nulls-first" => NullOrder.NullsFirst,
                "nulls-last" => NullOrder.NullsLast,
                _ => throw IcebergException.InvalidData($"'{nullOrder}' is not a null order: nulls-first or nulls-last."),
            });
    }
}
