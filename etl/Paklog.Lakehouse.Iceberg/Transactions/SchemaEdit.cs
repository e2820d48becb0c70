using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Transactions;

/// <summary>A schema while steps change it.</summary>
internal sealed class SchemaEdit(Schema schema, int lastColumnId)
{
    internal Schema Schema { get; private set; } = schema;

    internal void Add(string? parent, string name, IcebergType type, string? doc)
    {
        var target = parent is null ? null : Schema.GetField(parent);
        if (target is not null && target.Type is not StructType)
            throw Invalid($"'{parent}' is {target.Type}, and columns can be added to structs only");
        var path = parent is null ? name : $"{parent}.{name}";
        if (Schema.FindField(path) is not null)
            throw Invalid($"the column '{path}' is already there");
        var id = ++lastColumnId;
        var added = new NestedField(id, name, false, FreshIds.Assign(type, () => ++lastColumnId), doc);
        Rebuild(fields => fields.Add(added), target?.Id);
    }

    internal void Drop(string path)
    {
        var field = Schema.GetField(path);
        if (Schema.IdentifierFieldIds.Contains(field.Id))
            throw Invalid($"'{path}' is an identifier column");
        var parent = ParentOf(path, field);
        Rebuild(fields => fields.RemoveAll(other => other.Id == field.Id), parent);
    }

    internal void Rename(string path, string newName)
    {
        var field = Schema.GetField(path);
        var parent = ParentOf(path, field);
        Rebuild(fields => fields[fields.IndexOf(field)] = field with { Name = newName }, parent);
    }

    internal void Promote(string path, PrimitiveType type) => Change(path, field =>
        IsPromotion(field.Type, type) ? field with { Type = type } : throw Invalid($"'{path}' is {field.Type}, which cannot become {type}"));

    /// <summary>Changes type, doc or optionality of any field, elements and values included.</summary>
    internal void Change(string path, Func<NestedField, NestedField> change)
    {
        var field = Schema.GetField(path);
        if (Schema.IdentifierFieldIds.Contains(field.Id) && field.Required && !change(field).Required)
            throw Invalid($"'{path}' is an identifier column");
        Replace((StructType)Map(Schema.AsStruct, other => other.Id == field.Id ? change(other) : other));
    }

    internal void Move(string path, string? other, int offset)
    {
        var field = Schema.GetField(path);
        var parent = ParentOf(path, field);
        var neighbour = other is null ? null : Schema.GetField(other);
        if (neighbour is not null && (neighbour.Id == field.Id || ParentOf(other!, neighbour) != parent))
            throw Invalid($"'{path}' can be moved beside another column of its own struct only, not beside '{other}'");
        Rebuild(
            fields =>
            {
                fields.Remove(field);
                fields.Insert(neighbour is null ? 0 : fields.IndexOf(neighbour) + offset, field);
            },
            parent);
    }

    private static bool IsPromotion(IcebergType from, IcebergType to) => (from, to) switch
    {
        (DecimalType narrow, DecimalType wide) => wide.Scale == narrow.Scale && wide.Precision >= narrow.Precision,
        _ => from == to || (from.TypeId, to.TypeId) is (TypeId.Int, TypeId.Long) or (TypeId.Float, TypeId.Double),
    };

    /// <summary>Applies a change to each field, innermost first.</summary>
    private static IcebergType Map(IcebergType type, Func<NestedField, NestedField> change)
    {
        switch (type)
        {
            case StructType structType:
                return new StructType(structType.Fields.Select(field => change(field with { Type = Map(field.Type, change) })));
            case ListType list:
                var element = change(list.ElementField with { Type = Map(list.Element, change) });
                return new ListType(list.ElementId, element.Required, element.Type);
            case MapType map:
                if (change(map.KeyField with { Type = Map(map.Key, change) }) != map.KeyField)
                    throw Invalid($"the keys of {map} decide which entries are equal and cannot change");
                var value = change(map.ValueField with { Type = Map(map.Value, change) });
                return new MapType(map.KeyId, map.Key, map.ValueId, value.Required, value.Type);
            default:
                return type;
        }
    }

    /// <summary>The id of the struct field that holds the field, or null for a column of the table.</summary>
    private int? ParentOf(string path, NestedField field)
    {
        if (Schema.AsStruct.Find(field.Id) is not null)
            return null;
        var parent = Schema.GetField(path[..^(field.Name.Length + 1)]);
        return parent.Type is StructType ? parent.Id : throw Invalid($"'{path}' is a part of {parent.Type} and cannot be dropped, renamed or moved");
    }

    private void Rebuild(Action<List<NestedField>> change, int? parentId)
    {
        StructType Changed(StructType type)
        {
            var fields = type.Fields.ToList();
            change(fields);
            return new StructType(fields);
        }

        Replace(parentId is null
            ? Changed(Schema.AsStruct)
            : (StructType)Map(Schema.AsStruct, field => field.Id == parentId ? field with { Type = Changed((StructType)field.Type) } : field));
    }

    private void Replace(StructType type)
    {
        if (type.Fields.Count == 0)
            throw Invalid("no column would be left");
        Schema = new Schema(type.Fields, Schema.SchemaId, Schema.IdentifierFieldIds);
    }

    private static IcebergException Invalid(string sentence) => new(IcebergErrorKind.ValidationFailed, $"The schema cannot be changed so: {sentence}.");
}
