using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Scans;

internal static class SchemaProjection
{
    /// <summary>The columns at these paths, in the order of the schema, structs cut to what is asked of them; a list or map comes whole.</summary>
    /// <exception cref="IcebergException">NotFound for an unknown column.</exception>
    internal static Schema Select(Schema schema, IEnumerable<string> columns)
    {
        var ids = columns.Select(column => schema.GetField(column).Id).ToHashSet();
        return new Schema(Select(schema.AsStruct, ids).Fields, schema.SchemaId);
    }

    /// <summary>Primitive fields take the type that the other schema has for their id, where it has one.</summary>
    internal static StructType WithTypesOf(StructType type, Schema other) => new(type.Fields.Select(field => field.Type switch
    {
        StructType nested => field with { Type = WithTypesOf(nested, other) },
        PrimitiveType when other.FindField(field.Id) is { Type: PrimitiveType wider } => field with { Type = wider },
        _ => field,
    }));

    private static StructType Select(StructType type, HashSet<int> ids)
    {
        var fields = new List<NestedField>();
        foreach (var field in type.Fields)
        {
            if (ids.Contains(field.Id) || (field.Type is ListType or MapType && HoldsAny(field.Type, ids)))
                fields.Add(field);
            else if (field.Type is StructType nested && Select(nested, ids) is { Fields.Count: > 0 } kept)
                fields.Add(field with { Type = kept });
        }

        return new StructType(fields);
    }

    private static bool HoldsAny(IcebergType type, HashSet<int> ids) => type switch
    {
        StructType structType => structType.Fields.Any(field => ids.Contains(field.Id) || HoldsAny(field.Type, ids)),
        ListType list => ids.Contains(list.ElementId) || HoldsAny(list.Element, ids),
        MapType map => ids.Contains(map.KeyId) || ids.Contains(map.ValueId) || HoldsAny(map.Key, ids) || HoldsAny(map.Value, ids),
        _ => false,
    };
}
