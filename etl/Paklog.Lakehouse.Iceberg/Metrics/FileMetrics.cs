using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Metrics;

/// <summary>The metrics of a file as manifests store them, from what a writer knows of its columns.</summary>
public static class FileMetrics
{
    /// <summary>The length of text and binary bounds that the Java library keeps by default: truncate(16).</summary>
    public const int DefaultBoundLength = 16;

    /// <summary>
    /// The file with the metrics of its leaf columns; unknown numbers stay absent. Columns inside lists and maps get counts and no bounds.
    /// </summary>
    /// <param name="boundLength">Code points of text and bytes of binary that bounds keep.</param>
    /// <exception cref="IcebergException">InvalidData for a field that is not a leaf column of the schema, or for a bound of another type.</exception>
    public static DataFile WithMetrics(this DataFile file, Schema schema, IEnumerable<FieldMetrics> columns, int boundLength = DefaultBoundLength)
    {
        var known = columns.ToList();
        if (known.Find(column => schema.FindField(column.FieldId) is not { Type.IsPrimitive: true }) is { } other)
        {
            throw IcebergException.InvalidData($"Metrics are kept for leaf columns only; the field id {other.FieldId} is not one of schema {schema.SchemaId}.");
        }

        var outsideListsAndMaps = Leaves(schema.AsStruct).ToHashSet();
        var bounded = known.Where(column => outsideListsAndMaps.Contains(column.FieldId)).ToList();
        return file with
        {
            ColumnSizes = Counts(known, column => column.ColumnSize),
            ValueCounts = Counts(known, column => column.ValueCount),
            NullValueCounts = Counts(known, column => column.NullValueCount),
            NanValueCounts = Counts(known, column => column.NanValueCount),
            LowerBounds = Bounds(bounded, column => Bound.Lower(Checked(column, column.Min, schema), schema.FindField(column.FieldId)!.Type, boundLength)),
            UpperBounds = Bounds(bounded, column => Bound.Upper(Checked(column, column.Max, schema), schema.FindField(column.FieldId)!.Type, boundLength)),
        };
    }

    private static Dictionary<int, long>? Counts(List<FieldMetrics> columns, Func<FieldMetrics, long?> select)
    {
        var counts = columns.Where(column => select(column) is not null).ToDictionary(column => column.FieldId, column => select(column)!.Value);
        return counts.Count == 0 ? null : counts;
    }

    private static Dictionary<int, byte[]>? Bounds(List<FieldMetrics> columns, Func<FieldMetrics, byte[]?> select)
    {
        var bounds = new Dictionary<int, byte[]>();
        foreach (var column in columns)
        {
            if (select(column) is { } bytes)
            {
                bounds.Add(column.FieldId, bytes);
            }
        }

        return bounds.Count == 0 ? null : bounds;
    }

    private static IEnumerable<int> Leaves(StructType type) =>
        type.Fields.SelectMany(field => field.Type is StructType inner ? Leaves(inner) : [field.Id]);

    private static object? Checked(FieldMetrics column, object? value, Schema schema)
    {
        var field = schema.FindField(column.FieldId)!;
        return value is null || IcebergValue.IsOf(value, field.Type)
            ? value
            : throw IcebergException.InvalidData($"A {value.GetType().Name} cannot be a bound of the column '{field.Name}' of type {field.Type}.");
    }
}
