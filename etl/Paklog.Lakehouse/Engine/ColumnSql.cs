using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Engine;

/// <summary>Columns of a table as DuckDB writes them.</summary>
internal static class ColumnSql
{
    /// <summary>A column, or a field inside structs: <c>struct_extract("address", 'city')</c>.</summary>
    /// <exception cref="ArgumentException">The field stands inside a list or a map, or nowhere.</exception>
    public static string OfField(Schema schema, int fieldId) =>
        Find(schema.AsStruct, fieldId, field => DuckDbIdentifier.Quote(field.Name)) ?? throw new ArgumentException($"Schema {schema.SchemaId} has no field {fieldId} outside lists and maps.");

    public static string Extract(string record, string field) => $"struct_extract({record}, {DuckDbLiteral.Quote(field)})";

    /// <summary>DuckDB does not tell columns apart that differ in case only, and would take one for the other.</summary>
    public static void RequireDistinctNames(Schema schema)
    {
        if (schema.Fields.GroupBy(field => field.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } same)
            throw new IcebergException(IcebergErrorKind.Unsupported, $"The columns {string.Join(" and ", same.Select(field => $"'{field.Name}'"))} differ in upper and lower case only, which the embedded engine cannot tell apart; rename one.");
    }

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
