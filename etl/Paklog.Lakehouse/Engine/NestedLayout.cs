using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Engine;

/// <summary>
/// How the nested columns of some data files are to be read. DuckDB finds columns by field id and what is inside them by name, but names inside a file are those that the table had when it
/// was written, made fit for Avro by some writers: so nested columns are read under the names of the file and put into the table's shape by id.
/// </summary>
internal sealed class NestedLayout
{
    private readonly Dictionary<int, Shape> columns = [];

    private NestedLayout(Schema schema, ParquetNode file, string path)
    {
        foreach (var field in schema.Fields.Where(field => HasStruct(field.Type)))
        {
            if (file.Find(field.Id) is { } node)
                columns.Add(field.Id, ShapeOf(field.Type, node, "d." + TableReader.ColumnName(field.Id), 0, path));
        }
    }

    /// <summary>Columns whose names and ids are as the table has them.</summary>
    public static NestedLayout None { get; } = new(new Schema([]), new ParquetNode("", null, null, false, []), "");

    /// <summary>Files with equal keys can be read by one statement.</summary>
    public string Key => string.Join('\n', columns.OrderBy(column => column.Key).Select(column => $"{column.Key} {column.Value.ReadType} {column.Value.Expression}"));

    public static bool IsNeeded(Schema schema) => schema.Fields.Any(field => HasStruct(field.Type));

    /// <exception cref="IcebergException">Unsupported for a file without field ids inside a column.</exception>
    public static NestedLayout Of(Schema schema, ParquetNode file, string path) => new(schema, file, path);

    /// <summary>The type under which DuckDB is to read a column.</summary>
    public string ReadType(NestedField field) => columns.TryGetValue(field.Id, out var shape) ? shape.ReadType : DuckDbTypes.Name(field.Type);

    /// <summary>The column in the table's shape, over the column as read.</summary>
    public string Expression(NestedField field) => columns.TryGetValue(field.Id, out var shape) ? shape.Expression : "d." + TableReader.ColumnName(field.Id);

    private static bool HasStruct(IcebergType type) => type switch
    {
        StructType => true,
        ListType list => HasStruct(list.Element),
        MapType map => HasStruct(map.Key) || HasStruct(map.Value),
        _ => false,
    };

    private static Shape ShapeOf(IcebergType type, ParquetNode node, string value, int depth, string path) => type switch
    {
        StructType record => Struct(record, node, value, depth, path),
        ListType list when HasStruct(list) => List(list, node, value, depth, path),
        MapType map when HasStruct(map) => Map(map, node, value, depth, path),
        _ => new Shape(DuckDbTypes.Name(type), value, IsAsRead: true),
    };

    private static Shape Struct(StructType record, ParquetNode node, string value, int depth, string path)
    {
        if (node.Children.Count > 0 && node.Children.TrueForAll(child => child.FieldId is null))
            throw new IcebergException(IcebergErrorKind.Unsupported, $"{path} has no field ids inside the column '{node.Name}', so it cannot be told which field is which; rewrite its rows with the engine that wrote it.");
        List<string> read = [], packed = [];
        var isAsRead = true;
        foreach (var field in record.Fields)
        {
            if (node.Find(field.Id) is not { } child)
            {
                packed.Add($"{DuckDbIdentifier.Quote(field.Name)} := CAST(NULL AS {DuckDbTypes.Name(field.Type)})");
                isAsRead &= !node.Children.Exists(other => string.Equals(other.Name, field.Name, StringComparison.OrdinalIgnoreCase));
                continue;
            }

            var shape = ShapeOf(field.Type, child, ColumnSql.Extract(value, child.Name), depth, path);
            read.Add($"{DuckDbIdentifier.Quote(child.Name)} {shape.ReadType}");
            packed.Add($"{DuckDbIdentifier.Quote(field.Name)} := {shape.Expression}");
            isAsRead &= shape.IsAsRead && child.Name == field.Name;
        }

        // Without a field in common DuckDB cannot tell null structs from others: one of the file's own is read along.
        if (read.Count == 0)
            return new Shape(node.Type, Packed(), IsAsRead: false);
        return isAsRead ? new Shape(DuckDbTypes.Name(record), value, true) : new Shape($"STRUCT({string.Join(", ", read)})", Packed(), false);

        string Packed() => $"CASE WHEN {value} IS NULL THEN NULL ELSE struct_pack({string.Join(", ", packed)}) END";
    }

    private static Shape List(ListType list, ParquetNode node, string value, int depth, string path)
    {
        // Three levels, but two where an old writer repeats the element itself (Parquet's LogicalTypes.md, "Lists").
        var repeated = node.Children[0];
        var item = $"e{depth}";
        var element = ShapeOf(list.Element, repeated.FieldId == list.ElementId ? repeated : repeated.Children[0], item, depth + 1, path);
        return element.IsAsRead
            ? new Shape(DuckDbTypes.Name(list), value, true)
            : new Shape(element.ReadType + "[]", $"list_transform({value}, lambda {item}: {element.Expression})", false);
    }

    private static Shape Map(MapType map, ParquetNode node, string value, int depth, string path)
    {
        var entry = $"e{depth}";
        var key = ShapeOf(map.Key, node.Children[0].Children[0], ColumnSql.Extract(entry, MapType.KeyName), depth + 1, path);
        var item = ShapeOf(map.Value, node.Children[0].Children[1], ColumnSql.Extract(entry, MapType.ValueName), depth + 1, path);
        return key.IsAsRead && item.IsAsRead
            ? new Shape(DuckDbTypes.Name(map), value, true)
            : new Shape(
                $"MAP({key.ReadType}, {item.ReadType})",
                $"map_from_entries(list_transform(map_entries({value}), lambda {entry}: struct_pack(\"{MapType.KeyName}\" := {key.Expression}, \"{MapType.ValueName}\" := {item.Expression})))",
                false);
    }

    /// <param name="ReadType">The type to read as.</param>
    /// <param name="Expression">What makes the table's shape of what was read.</param>
    /// <param name="IsAsRead">Whether that is nothing.</param>
    private sealed record Shape(string ReadType, string Expression, bool IsAsRead);
}
