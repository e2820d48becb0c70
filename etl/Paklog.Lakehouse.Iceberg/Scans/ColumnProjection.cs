using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Scans;

/// <summary>
/// What gives the columns of a schema that a data file lacks (spec, "Column Projection"), in this order: the file's partition value of an identity field, the name mapping where the file has no field ids,
/// the column's initial default, else null. No rows of data files can be read without it.
/// </summary>
public sealed class ColumnProjection
{
    private readonly TableMetadata? metadata;

    private ColumnProjection(Schema schema, Table? table)
    {
        Schema = schema;
        Table = table;
        metadata = table?.Metadata;
        NameMapping = metadata?.Properties.GetValueOrDefault(TableProperties.NameMapping) is { } json ? ReadMapping(json, table!) : null;
    }

    /// <summary>The columns to read.</summary>
    public Schema Schema { get; }

    /// <summary>Null for files of ours that belong to no table.</summary>
    public Table? Table { get; }

    public NameMapping? NameMapping { get; }

    /// <summary>Of files that belong to a table.</summary>
    /// <param name="schema">Columns of the table; null for its present schema.</param>
    public static ColumnProjection Of(Table table, Schema? schema = null) => new(schema ?? table.Metadata.CurrentSchema, table);

    public static ColumnProjection Of(TableScan scan) => new(scan.Schema, scan.Table);

    /// <summary>Of files that belong to no table, which our writer has written with exactly these columns.</summary>
    public static ColumnProjection OfOwn(Schema schema) => new(schema, null);

    /// <summary>The field with an id in the schema, or else as the table last had it.</summary>
    public NestedField? FindField(int id) => Schema.FindField(id) ?? LastSchemaWith(id)?.FindField(id);

    /// <summary>The same for columns, not for fields inside them: equality deletes count on when their column is dropped (spec, "Equality Delete Files").</summary>
    public NestedField? FindColumn(int id) => (Schema.FindField(id) is null ? LastSchemaWith(id) : Schema)?.Fields.FirstOrDefault(field => field.Id == id);

    /// <summary>The identity fields of a file's own spec: what value all its rows have, by column id.</summary>
    /// <exception cref="IcebergException">InvalidData for a value that is none of its column's type.</exception>
    public IReadOnlyDictionary<int, object?> Constants(DataFile file)
    {
        var constants = new Dictionary<int, object?>();
        if (metadata is null)
            return constants;
        foreach (var (field, index) in metadata.GetSpec(file.SpecId).Fields.Select((field, index) => (field, index)))
        {
            if (field.Transform is IdentityTransform && index < file.Partition.Count && FindField(field.SourceId)?.Type is PrimitiveType type)
                constants[field.SourceId] = Promote(file.Partition[index], type, file, field);
        }

        return constants;
    }

    private Schema? LastSchemaWith(int id) => metadata?.Schemas.Append(metadata.CurrentSchema).LastOrDefault(schema => schema.FindField(id) is not null);

    /// <summary>The value in the type that is read, which may be an earlier one of the column or a later one than the manifest's.</summary>
    private object? Promote(object? value, PrimitiveType type, DataFile file, PartitionField field) => (value, type.TypeId) switch
    {
        (null, _) => null,
        (int number, TypeId.Long) => (long)number,
        (long number, TypeId.Int) when number is >= int.MinValue and <= int.MaxValue => (int)number,
        (float number, TypeId.Double) => (double)number,
        (double number, TypeId.Float) => (float)number,
        _ when IcebergValue.IsOf(value, type) => value,
        _ => throw IcebergException.InvalidData($"The table {Table!.Identifier} says that {file.FilePath} is of the partition {field.Name}={value}, which is no value of the type {type}."),
    };

    private static NameMapping ReadMapping(string json, Table table)
    {
        try
        {
            return NameMapping.FromJson(json);
        }
        catch (IcebergException error)
        {
            throw IcebergException.InvalidData($"The property {TableProperties.NameMapping} of the table {table.Identifier} cannot be read: {error.Message}", error);
        }
    }
}
