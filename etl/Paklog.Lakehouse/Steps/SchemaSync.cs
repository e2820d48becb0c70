using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Transactions;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Steps;

/// <summary>Evolves a derived table to the columns of its definition before its rows are rebuilt. Field ids of columns that stay are kept.</summary>
internal static class SchemaSync
{
    /// <summary>The table with the wanted columns, evolved on the run's branch where need be; null when there is no such table yet.</summary>
    public static async Task<Table?> AlignAsync(RunContext context, TableIdentifier identifier, Schema wanted, PartitionSpec spec, CancellationToken cancellationToken)
    {
        var table = await context.Workspace.Catalog.LoadTableAsync(identifier, context.Branch, cancellationToken);
        if (table is null)
            return null;
        var update = Difference(table.Metadata.CurrentSchema, wanted);
        var partitions = Partitions(table, wanted, spec);
        if (update is null && partitions is null)
            return table;
        var transaction = context.Workspace.Begin(context.Branch);
        if (update is not null)
            transaction.Table(identifier).Apply(update);
        if (partitions is not null)
            transaction.Table(identifier).Apply(partitions);
        await transaction.CommitAsync(context.Commit($"{identifier}: columns as its definition has them now"), cancellationToken);
        return await context.Workspace.Catalog.LoadTableAsync(identifier, context.Branch, cancellationToken);
    }

    private static UpdateSchema? Difference(Schema present, Schema wanted)
    {
        var update = new UpdateSchema();
        var changed = false;
        var order = new List<string>();
        // What goes makes way for a column of its name, and goes when the others have come: a table is never without a column.
        var gone = present.Fields.Where(field => wanted.AsStruct.Find(field.Name) is not { } kept || !CanStay(field, kept)).ToDictionary(field => field.Name, _ => Guid.NewGuid().ToString("n"));
        foreach (var (name, passing) in gone)
        {
            update.RenameColumn(name, passing);
            changed = true;
        }

        foreach (var field in wanted.Fields)
        {
            order.Add(field.Name);
            if (present.AsStruct.Find(field.Name) is not { } old || !CanStay(old, field))
            {
                update.AddColumn(field.Name, field.Type, doc: field.Doc);
                changed = true;
                continue;
            }

            if (field.Type is PrimitiveType type && type != old.Type)
            {
                update.PromoteColumn(field.Name, type);
                changed = true;
            }

            if (old.Required && !field.Required)
            {
                update.MakeOptional(field.Name);
                changed = true;
            }
        }

        foreach (var passing in gone.Values)
            update.DropColumn(passing);
        if (!changed && present.Fields.Select(field => field.Name).SequenceEqual(order))
            return null;
        update.MoveFirst(order[0]);
        for (var index = 1; index < order.Count; index++)
            update.MoveAfter(order[index], order[index - 1]);
        return update;
    }

    private static UpdatePartitionSpec? Partitions(Table table, Schema wanted, PartitionSpec spec)
    {
        var schema = table.Metadata.CurrentSchema;
        var present = Described(table.Metadata.DefaultSpec, schema);
        var target = Described(spec, wanted);
        var replaced = schema.Fields.Where(field => wanted.AsStruct.Find(field.Name) is not { } kept || !CanStay(field, kept)).Select(field => field.Name).ToHashSet();
        if (present.SequenceEqual(target) && !present.Exists(partition => replaced.Contains(partition.Column)))
            return null;
        var update = new UpdatePartitionSpec();
        foreach (var (_, _, name) in present.Where(partition => !target.Contains(partition) || replaced.Contains(partition.Column)))
            update.RemoveField(name);
        foreach (var (column, transform, name) in target.Where(partition => !present.Contains(partition) || replaced.Contains(partition.Column)))
            update.AddField(column, Transform.Parse(transform), name);
        return update;
    }

    private static List<(string Column, string Transform, string Name)> Described(PartitionSpec spec, Schema schema) =>
        [.. spec.Fields.Where(field => field.Transform is not VoidTransform).Select(field => (schema.FindPath(field.SourceId) ?? "", field.Transform.ToString(), field.Name))];

    private static bool CanStay(NestedField old, NestedField wanted) => Same(old.Type, wanted.Type) || Widens(old.Type, wanted.Type);

    private static bool Same(IcebergType old, IcebergType wanted) => old.ToString() == wanted.ToString();

    private static bool Widens(IcebergType old, IcebergType wanted) => (old, wanted) switch
    {
        ({ TypeId: TypeId.Int }, { TypeId: TypeId.Long }) => true,
        ({ TypeId: TypeId.Float }, { TypeId: TypeId.Double }) => true,
        (DecimalType narrow, DecimalType wide) => narrow.Scale == wide.Scale && narrow.Precision < wide.Precision,
        _ => false,
    };
}
