using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Sorting;

namespace Paklog.Lakehouse.Branches;

/// <summary>How the shape of a table was changed, in words. Columns are the same where their ids are, whatever they are called.</summary>
internal static class SchemaDifference
{
    internal static IReadOnlyList<string> Of(TableMetadata before, TableMetadata after)
    {
        var (old, now) = (before.CurrentSchema, after.CurrentSchema);
        var changes = new List<string>();
        changes.AddRange(New(now, old).Select(id => $"added {now.FindPath(id)} {now.FindField(id)!.Type}"));
        changes.AddRange(New(old, now).Select(id => $"dropped {old.FindPath(id)}"));
        foreach (var id in now.FieldIds.Intersect(old.FieldIds).Order())
            changes.AddRange(Changes(id, old, now));
        if (Partitioning(before) is var from && Partitioning(after) is var to && from != to)
            changes.Add($"partitioned by {to}, was {from}");
        if (Order(before) is var oldOrder && Order(after) is var order && oldOrder != order)
            changes.Add($"sorted by {order}, was {oldOrder}");
        return changes;
    }

    /// <summary>Fields that the other schema has not, without those inside of such fields.</summary>
    private static IEnumerable<int> New(Schema schema, Schema other) => schema.FieldIds.Except(other.FieldIds).Order().Where(id =>
    {
        var path = schema.FindPath(id)!;
        var dot = path.LastIndexOf('.');
        return dot < 0 || schema.FindField(path[..dot]) is not { } parent || other.FindField(parent.Id) is not null;
    });

    private static IEnumerable<string> Changes(int id, Schema before, Schema after)
    {
        var (old, now) = (before.FindField(id)!, after.FindField(id)!);
        var path = after.FindPath(id);
        if (old.Name != now.Name)
            yield return $"renamed {before.FindPath(id)} to {path}";
        if (old.Type != now.Type && (old.Type.IsPrimitive || now.Type.IsPrimitive))
            yield return $"{path} {old.Type} to {now.Type}";
        if (old.Required != now.Required)
            yield return $"{path} became {(now.Required ? "required" : "optional")}";
    }

    private static string Partitioning(TableMetadata table) => Joined(table.DefaultSpec.Fields.Select(field => $"{field.Transform}({table.CurrentSchema.FindPath(field.SourceId)})"));

    private static string Order(TableMetadata table) => Joined(table.DefaultSortOrder.Fields.Select(field =>
        $"{field.Transform}({table.CurrentSchema.FindPath(field.SourceId)}) {(field.Direction == SortDirection.Ascending ? "asc" : "desc")}"));

    private static string Joined(IEnumerable<string> fields) => string.Join(", ", fields) is { Length: > 0 } text ? text : "nothing";
}
