using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Sorting;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Metadata;

/// <content>Schemas, partition specs and sort orders. Ids are the builder's: an equal one is used again, a new one gets the next free id.</content>
public sealed partial class TableMetadataBuilder
{
    private void ApplyToShape(TableUpdate update)
    {
        switch (update)
        {
            case AddSchema add:
                lastAddedSchemaId = Add(add.Schema);
                break;
            case SetCurrentSchema set:
                currentSchemaId = Resolve(set.SchemaId, lastAddedSchemaId, schemas.Select(schema => schema.SchemaId), "schema");
                break;
            case AddPartitionSpec add:
                lastAddedSpecId = Add(add.Spec);
                break;
            case SetDefaultSpec set:
                defaultSpecId = Resolve(set.SpecId, lastAddedSpecId, specs.Select(spec => spec.SpecId), "partition spec");
                break;
            case AddSortOrder add:
                lastAddedSortOrderId = Add(add.SortOrder);
                break;
            case RemoveSchemas remove:
                Require(currentSchemaId is null || !remove.SchemaIds.Contains(currentSchemaId.Value), "the current schema cannot be removed");
                schemas.RemoveAll(schema => remove.SchemaIds.Contains(schema.SchemaId));
                break;
            case RemovePartitionSpecs remove:
                Require(defaultSpecId is null || !remove.SpecIds.Contains(defaultSpecId.Value), "the default partition spec cannot be removed");
                specs.RemoveAll(spec => remove.SpecIds.Contains(spec.SpecId));
                break;
            case SetDefaultSortOrder set:
                defaultSortOrderId = Resolve(set.SortOrderId, lastAddedSortOrderId, sortOrders.Select(order => order.OrderId), "sort order");
                break;
        }
    }

    private int Add(Schema added)
    {
        lastColumnId = Math.Max(lastColumnId, added.HighestFieldId);
        if (schemas.Find(added.HasSameFields) is { } equal)
            return equal.SchemaId;
        var id = schemas.Select(schema => schema.SchemaId + 1).Append(0).Max();
        schemas.Add(added.WithId(id));
        return id;
    }

    private int Add(PartitionSpec added)
    {
        if (specs.Find(added.IsCompatibleWith) is { } equal)
            return equal.SpecId;
        var schema = NewestSchema();
        foreach (var field in added.Fields)
        {
            var known = specs.SelectMany(spec => spec.Fields).FirstOrDefault(known => known.FieldId == field.FieldId);
            Require(
                known is null || (known.SourceId == field.SourceId && IsSame(known.Transform, field.Transform)),
                $"the partition field id {field.FieldId} stands for {known}, so it cannot stand for {field}");
            if (field.Transform is VoidTransform)
                continue;
            var source = schema.FindField(field.SourceId);
            Require(
                source is not null && field.Transform.CanTransform(source.Type),
                $"the partition field '{field.Name}' applies {field.Transform} to the column {field.SourceId}, which is {source?.Type.ToString() ?? "not there"}");
        }

        var id = specs.Select(spec => spec.SpecId + 1).Append(0).Max();
        lastPartitionId = Math.Max(lastPartitionId, added.HighestFieldId);
        specs.Add(added.WithId(id));
        return id;
    }

    private int Add(SortOrder added)
    {
        if (sortOrders.Find(added.HasSameFields) is { } equal)
            return equal.OrderId;
        foreach (var field in added.Fields)
            Require(NewestSchema().FindField(field.SourceId) is not null, $"the sort order names the column with id {field.SourceId}, which is not there");

        // Id 0 is kept for the unsorted order (spec, "Sorting").
        var id = added.IsUnsorted ? SortOrder.Unsorted.OrderId : sortOrders.Select(order => order.OrderId + 1).Append(1).Max();
        sortOrders.Add(added.WithId(id));
        return id;
    }

    /// <summary>
    /// Of what this change brings. What a table has already, whoever put it there, refuses no commit: readers of format 2 read defaults too (the Java library asks for the format where a schema is added, and nowhere else).
    /// </summary>
    private void RequireFormatOfSchemas()
    {
        const int format3 = 3;
        if (formatVersion >= format3)
            return;
        var known = FieldsOf(origin?.Schemas ?? []).Select(OfFormat3).ToHashSet();
        foreach (var field in FieldsOf(schemas).Where(field => !known.Contains(OfFormat3(field))))
        {
            Require(field.Type is not Format3Type, $"the type of '{field.Name}' needs a later format: {field.Type} is not supported until v{format3}");
            Require(field.InitialDefault is null && field.WriteDefault is null, $"the default value of '{field.Name}' needs a later format: it is not supported until v{format3}");
        }
    }

    private static IEnumerable<NestedField> FieldsOf(IEnumerable<Schema> all) => all.SelectMany(schema => schema.FieldIds.Select(id => schema.FindField(id)!));

    private static (int, string?, string?, Format3Type?) OfFormat3(NestedField field) => (field.Id, field.InitialDefault, field.WriteDefault, field.Type as Format3Type);

    /// <summary>A field that was dropped in format 1 stands on as void.</summary>
    private static bool IsSame(Transform one, Transform other) => one == other || one is VoidTransform || other is VoidTransform;

    /// <summary>The schema that new specs and orders stand on: in one list of updates the current schema may not have been set yet.</summary>
    private Schema NewestSchema() =>
        schemas.Find(schema => schema.SchemaId == (lastAddedSchemaId ?? currentSchemaId)) ?? throw Invalid("it has no schema yet");

    private int Resolve(int id, int? lastAdded, IEnumerable<int> known, string what)
    {
        if (id == TableUpdate.LastAdded)
            return lastAdded ?? throw Invalid($"no {what} was added that could become the current one");
        Require(known.Contains(id), $"it has no {what} {id}");
        return id;
    }
}
