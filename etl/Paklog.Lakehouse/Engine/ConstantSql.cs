using System.Globalization;
using System.Text.Json;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Engine;

/// <summary>Values of Iceberg (see <see cref="IcebergValue"/>) for DuckDB, exact in all types: as texts that can be bound or quoted, and the expression that makes the value of such a text.</summary>
internal static class ConstantSql
{
    public static string? Text(object? value, PrimitiveType type) => (value, type.TypeId) switch
    {
        (null, _) => null,
        (byte[] bytes, _) => Convert.ToHexString(bytes),
        (int days, TypeId.Date) => days.ToString(CultureInfo.InvariantCulture),
        (long micros, TypeId.Timestamp or TypeId.TimestampTz) => micros.ToString(CultureInfo.InvariantCulture),
        (float number, _) => number.ToString("R", CultureInfo.InvariantCulture),
        (double number, _) => number.ToString("R", CultureInfo.InvariantCulture),
        _ => IcebergValue.ToHumanString(value, type),
    };

    /// <param name="text">SQL that gives the text, or NULL.</param>
    public static string Expression(string text, PrimitiveType type) => type.TypeId switch
    {
        TypeId.String => text,
        TypeId.Binary or TypeId.Fixed => $"unhex({text})",
        TypeId.Date => $"(DATE '1970-01-01' + CAST({text} AS INTEGER))",
        TypeId.Timestamp => $"make_timestamp(CAST({text} AS BIGINT))",
        TypeId.TimestampTz => $"make_timestamptz(CAST({text} AS BIGINT))",
        _ => $"CAST({text} AS {DuckDbTypes.Name(type)})",
    };

    /// <summary>The initial default of a column, which rows have that were written before it was added (spec, "Default values").</summary>
    /// <exception cref="IcebergException">InvalidData for what is no value of the column's type; Unsupported for a nested one that is not empty.</exception>
    public static string OfDefault(NestedField field, string json)
    {
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind == JsonValueKind.Null)
            return $"CAST(NULL AS {DuckDbTypes.Name(field.Type)})";
        switch (field.Type)
        {
            case PrimitiveType type:
                return Expression(DuckDbLiteral.Quote(Text(SingleValueJson.Read(document.RootElement, type), type)!), type);

            // A struct's default is {}: its fields have their own.
            case StructType record when document.RootElement.ValueKind == JsonValueKind.Object && !document.RootElement.EnumerateObject().Any():
                return $"struct_pack({string.Join(", ", record.Fields.Select(inner => $"{DuckDbIdentifier.Quote(inner.Name)} := {OfDefault(inner, inner.InitialDefault ?? (inner.Required ? throw Lacking(inner) : "null"))}"))})";
            default:
                throw new IcebergException(IcebergErrorKind.Unsupported, $"The column '{field.Name}' of the type {field.Type} has the default {json}; defaults of nested columns are not read here.");
        }
    }

    private static IcebergException Lacking(NestedField field) => new(IcebergErrorKind.InvalidData, $"Its field '{field.Name}' is required and has no default.");
}
