using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Engine;

/// <summary>Columns of a table as DuckDB writes them.</summary>
internal static class ColumnSql
{
    /// <summary>What COPY's FIELD_IDS calls the id of a struct, beside the names of its fields.</summary>
    public const string FieldIdKey = "__duckdb_field_id";

    /// <summary>A column, or a field inside structs: <c>struct_extract("address", 'city')</c>.</summary>
    /// <param name="schema">With the names that columns have in SQL.</param>
    /// <exception cref="ArgumentException">The field stands inside a list or a map, or nowhere.</exception>
    public static string OfField(Schema schema, int fieldId) =>
        Find(schema.AsStruct, fieldId, field => DuckDbIdentifier.Quote(field.Name)) ?? throw new ArgumentException($"Schema {schema.SchemaId} has no field {fieldId} outside lists and maps.");

    public static string Extract(string record, string field) => $"struct_extract({record}, {DuckDbLiteral.Quote(field)})";

    /// <summary>
    /// The schema with the names that its columns have in SQL, in relations and in files: their own, but for those that DuckDB cannot have beside one another. Names that differ in case only get a number each
    /// (Id and id become Id_1 and id_2), so that neither is taken for the other; ids, by which files are read, stay.
    /// </summary>
    public static Schema InSql(Schema schema)
    {
        var record = InSql(schema.AsStruct);
        return record == schema.AsStruct ? schema : new Schema(record.Fields, schema.SchemaId, schema.IdentifierFieldIds);
    }

    /// <summary>A name like none of the columns, for one more column of ours.</summary>
    public static string Free(IEnumerable<NestedField> columns, string name)
    {
        while (columns.Any(column => ColumnNames.Comparer.Equals(column.Name, name)))
            name += "_";
        return name;
    }

    private static StructType InSql(StructType record)
    {
        var known = record.Fields.Select(field => field.Name).ToHashSet(ColumnNames.Comparer);
        var twins = record.Fields.GroupBy(field => field.Name, ColumnNames.Comparer).Where(IsUnfit).ToDictionary(group => group.Key, _ => 0, ColumnNames.Comparer);
        var fields = record.Fields.Select(field => (Field: field, Type: InSql(field.Type))).ToList();
        return twins.Count == 0 && fields.TrueForAll(pair => ReferenceEquals(pair.Type, pair.Field.Type)) ? record : new StructType(fields.Select(pair => pair.Field with { Name = Name(pair.Field.Name), Type = pair.Type }));

        string Name(string own)
        {
            if (!twins.ContainsKey(own))
                return own;
            var stem = own.Length == 0 ? "column" : own.Replace('\0', '_');
            string name;
            do
                name = $"{stem}_{++twins[own]}";
            while (!known.Add(name));
            return name;
        }
    }

    private static bool IsUnfit(IGrouping<string, NestedField> group) => group.Count() > 1 || group.Key.Length == 0 || group.Key.Contains('\0', StringComparison.Ordinal) || group.Key.Equals(FieldIdKey, StringComparison.OrdinalIgnoreCase);

    private static IcebergType InSql(IcebergType type) => type switch
    {
        StructType record => InSql(record),
        ListType list when InSql(list.Element) is var element && !ReferenceEquals(element, list.Element) => new ListType(list.ElementId, list.ElementRequired, element),
        MapType map when (InSql(map.Key), InSql(map.Value)) is var (key, value) && !(ReferenceEquals(key, map.Key) && ReferenceEquals(value, map.Value)) => new MapType(map.KeyId, key, map.ValueId, map.ValueRequired, value),
        _ => type,
    };

    private static string? Find(StructType record, int fieldId, Func<NestedField, string> name)
    {
        foreach (var field in record.Fields)
        {
            var column = name(field);
            if (field.Id == fieldId)
                return column;
            if (field.Type is StructType nested && Find(nested, fieldId, inner => Extract(column, inner.Name)) is { } found)
                return found;
        }

        return null;
    }
}
