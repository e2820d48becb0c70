using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Schemas;

/// <summary>Gives new field ids to a type, for new tables and added columns.</summary>
public static class FreshIds
{
    /// <summary>
    /// The type with new ids. All fields of one struct take theirs before the nested types do, as in the Java library,
    /// so that a flat table counts 1, 2, 3 in column order.
    /// </summary>
    public static IcebergType Assign(IcebergType type, Func<int> nextId)
    {
        switch (type)
        {
            case StructType structType:
                var ids = structType.Fields.Select(_ => nextId()).ToList();
                return new StructType(structType.Fields.Select((field, i) => field with { Id = ids[i], Type = Assign(field.Type, nextId) }).ToList());
            case ListType list:
                var elementId = nextId();
                return new ListType(elementId, list.ElementRequired, Assign(list.Element, nextId));
            case MapType map:
                var keyId = nextId();
                var valueId = nextId();
                return new MapType(keyId, Assign(map.Key, nextId), valueId, map.ValueRequired, Assign(map.Value, nextId));
            default:
                return type;
        }
    }
}
