using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Parquet;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Engine;

/// <summary>
/// How some data files give the columns of a table: each by its field id, by a name that the name mapping has for it, as a constant, or not at all (see <see cref="ColumnProjection"/>).
/// DuckDB finds columns by id or name and what is inside them by name, but names inside a file are those that the table had when it was written, made fit for Avro by some writers: so nested columns are
/// read under the names of the file and put into the table's shape by id. In expressions <c>d</c> is a row of the file, <c>p</c> the constants of the file.
/// </summary>
internal sealed class FileProjection
{
    private readonly string where;
    private readonly bool hasIds;
    private readonly NameMapping names;
    private readonly IReadOnlyCollection<int> identities;
    private readonly SortedSet<int> constants = [];
    private readonly List<string> read = [];
    private readonly Dictionary<int, string> expressions = [];

    private FileProjection(IReadOnlyList<NestedField> fields, ParquetField? root, IReadOnlyCollection<int> identities, NameMapping? mapping, string where)
    {
        this.where = where;
        this.identities = identities;
        hasIds = root?.HasIds ?? true;
        names = mapping ?? NameMapping.Empty;
        if (!hasIds)
            RequireMapping(root!, mapping);
        foreach (var field in fields)
            expressions[field.Id] = root is null ? ById(field) : Column(field, root);
    }

    /// <summary>The columns whose values the partition gives, by id.</summary>
    public IReadOnlyCollection<int> Constants => constants;

    /// <summary>Files with equal keys can be read by one statement.</summary>
    public string Key => string.Join('\n', read.Concat(expressions.OrderBy(column => column.Key).Select(column => $"{column.Key} {column.Value}")));

    /// <summary>What read_parquet takes as its schema, which may not be empty.</summary>
    public string ReadSchema => read.Count == 0 ? "MAP {0: {name: 'nothing', type: 'BOOLEAN', default_value: NULL}}" : $"MAP {{{string.Join(", ", read)}}}";

    /// <summary>Of a file of the table.</summary>
    /// <param name="root">The file's own schema.</param>
    /// <exception cref="IcebergException">Unsupported where it cannot be told which column is which, or a column's values are none of its type; InvalidData where a required column is missing.</exception>
    public static FileProjection Of(ColumnProjection projection, IReadOnlyList<NestedField> fields, DataFile file, ParquetField root) => new(
        fields, root, [.. projection.Constants(file).Keys], projection.NameMapping, $"the file {file.FilePath}{(projection.Table is { } table ? $" of the table {table.Identifier}" : "")}");

    /// <summary>Of a position delete file: what its columns are called is laid down (spec, "Position Delete Files").</summary>
    public static FileProjection OfPositionDeletes(DataFile file, ParquetField root) => new(
        TableWriter.PositionDeletes.Fields, root, [], new NameMapping(TableWriter.PositionDeletes.Fields.Select(field => new MappedField([field.Name], field.Id, NameMapping.Empty))), $"the position delete file {file.FilePath}");

    /// <summary>Of files that our writer has written with just these columns.</summary>
    public static FileProjection OfOwn(IReadOnlyList<NestedField> fields) => new(fields, null, [], null, "");

    /// <summary>The column in the table's shape.</summary>
    public string Expression(NestedField field) => expressions[field.Id];

    private static string NullOf(IcebergType type) => $"CAST(NULL AS {DuckDbTypes.Name(type)})";

    private static string Value(NestedField field) => "d." + TableReader.ColumnName(field.Id);

    private void RequireMapping(ParquetField root, NameMapping? mapping)
    {
        if (mapping is null)
            throw Unsupported($"{Upper(where)} has no field ids, and the table has no name mapping: it cannot be told which column is which. Set the table property {TableProperties.NameMapping} (Spark's add_files sets it).");
        if (root.Children.All(column => mapping.Find(column.Name)?.Id is null))
            throw Unsupported($"{Upper(where)} has no field ids, and the name mapping of the table names none of its columns ({string.Join(", ", root.Children.Select(column => column.Name))}); correct the table property {TableProperties.NameMapping}.");
    }

    private string ById(NestedField field)
    {
        Read($"{field.Id}", field, DuckDbTypes.Name(field.Type));
        return Value(field);
    }

    private string Column(NestedField field, ParquetField root)
    {
        if (Find(root, field, names) is not { } node)
            return Missing(field);
        var shape = ShapeOf(field.Type, node, Inside(names, node), Value(field), 0);
        Read(hasIds ? $"{field.Id}" : DuckDbLiteral.Quote(node.Name), field, shape.ReadType);
        return shape.Expression;
    }

    private void Read(string key, NestedField field, string type) => read.Add($"{key}: {{name: '{TableReader.ColumnName(field.Id)}', type: {DuckDbLiteral.Quote(type)}, default_value: NULL}}");

    /// <summary>
    /// The field as the file has it. Without ids the partition's value goes before the mapping (spec, "Column Projection"); with ids anywhere in the file the mapping is not asked, as in the Java library.
    /// </summary>
    private ParquetField? Find(ParquetField group, NestedField field, NameMapping mapping)
    {
        if (hasIds)
        {
            if (group.Find(field.Id) is { } known)
                return known;
            if (!identities.Contains(field.Id) && group.Children.FirstOrDefault(child => child.Id is null && (child.Name == field.Name || mapping.Find(child.Name)?.Id == field.Id)) is { } nameless)
                throw Unsupported($"{Upper(where)} has the column '{nameless.Name}' without a field id beside others with one: it cannot be told whether it is the table's '{field.Name}'. Write the file again with field ids for all columns.");
            return null;
        }

        if (identities.Contains(field.Id))
            return null;
        var named = group.Children.Where(child => mapping.Find(child.Name)?.Id == field.Id).ToList();
        if (named.Count > 1)
            throw Unsupported($"{Upper(where)} has several columns for '{field.Name}', by the name mapping of the table: {string.Join(", ", named.Select(child => $"'{child.Name}'"))}; take all but one of these names from the table property {TableProperties.NameMapping}.");
        if (named is [var found] && group.Children.FirstOrDefault(other => other != found && string.Equals(other.Name, found.Name, StringComparison.OrdinalIgnoreCase)) is { } twin)
            throw Unsupported($"{Upper(where)} has columns '{found.Name}' and '{twin.Name}', which differ in upper and lower case only and have no field ids; the embedded engine cannot tell them apart.");
        return named.FirstOrDefault();
    }

    /// <summary>DuckDB finds members of a struct by their names, and folds the letters of ASCII.</summary>
    private static bool IsTwin(string left, string right) =>
        left.Length == right.Length && left.Zip(right).All(pair => pair.First == pair.Second || (char.IsAsciiLetter(pair.First) && (pair.First ^ 0x20) == pair.Second));

    private static NameMapping Inside(NameMapping mapping, ParquetField node, string? part = null) => (mapping.Find(node.Name) ?? (part is null ? null : mapping.Find(part)))?.Fields ?? NameMapping.Empty;

    /// <summary>A field that the file lacks.</summary>
    private string Missing(NestedField field)
    {
        if (identities.Contains(field.Id))
        {
            constants.Add(field.Id);
            return "p." + TableReader.ColumnName(field.Id);
        }

        if (field.InitialDefault is { } json)
            return Default(field, json);
        if (field.Type is StructType record && record.Fields.Where(inner => identities.Contains(inner.Id)).ToList() is { Count: > 0 } given)
            return $"CASE WHEN {string.Join(" AND ", given.Select(inner => $"{Missing(inner)} IS NULL"))} THEN NULL ELSE {Pack(record.Fields.Select(inner => (inner.Name, Missing(inner))))} END";
        return field.Required
            ? throw new IcebergException(IcebergErrorKind.InvalidData, $"{Upper(where)} lacks the required column '{field.Name}', which has no default.")
            : NullOf(field.Type);
    }

    private string Default(NestedField field, string json)
    {
        try
        {
            return ConstantSql.OfDefault(field, json);
        }
        catch (IcebergException error)
        {
            throw new IcebergException(error.Kind, $"{Upper(where)} lacks the column '{field.Name}', whose initial default cannot be read: {error.Message}", inner: error);
        }
    }

    private Shape ShapeOf(IcebergType type, ParquetField node, NameMapping mapping, string value, int depth) => type switch
    {
        StructType record => Struct(record, node, mapping, value, depth),
        ListType list => List(list, node, mapping, value, depth),
        MapType map => Map(map, node, mapping, value, depth),
        _ => Leaf((PrimitiveType)type, node, value),
    };

    private Shape Struct(StructType record, ParquetField node, NameMapping mapping, string value, int depth)
    {
        if (node.IsLeaf)
            throw Mismatch(node, record);
        if (hasIds && node.Children.All(child => child.Id is null))
            throw Unsupported($"{Upper(where)} has no field ids inside the column '{node.Name}', so it cannot be told which field is which; rewrite its rows with the engine that wrote it.");
        List<string> types = [];
        List<(string, string)> packed = [];
        var isAsRead = true;
        foreach (var field in record.Fields)
        {
            if (Find(node, field, mapping) is not { } child)
            {
                packed.Add((field.Name, Missing(field)));
                isAsRead &= packed[^1].Item2 == NullOf(field.Type) && !node.Children.Any(other => string.Equals(other.Name, field.Name, StringComparison.OrdinalIgnoreCase));
                continue;
            }

            if (node.Children.FirstOrDefault(other => other != child && IsTwin(other.Name, child.Name)) is { } twin)
                throw Unsupported($"{Upper(where)} has inside the column '{node.Name}' the fields '{child.Name}' and '{twin.Name}', which differ in upper and lower case only; the embedded engine cannot tell them apart. Rewrite its rows with the engine that wrote it, one of the two under another name.");
            var shape = ShapeOf(field.Type, child, Inside(mapping, child), ColumnSql.Extract(value, child.Name), depth);
            types.Add($"{DuckDbIdentifier.Quote(child.Name)} {shape.ReadType}");
            packed.Add((field.Name, shape.Expression));
            isAsRead &= shape.IsAsRead && child.Name == field.Name;
        }

        // Without a field in common DuckDB cannot tell null structs from others: one of the file's own is read along.
        if (types.Count == 0)
            return new Shape(OwnType(node), Packed(), IsAsRead: false);
        return isAsRead ? new Shape(DuckDbTypes.Name(record), value, true) : new Shape($"STRUCT({string.Join(", ", types)})", Packed(), false);

        string Packed() => $"CASE WHEN {value} IS NULL THEN NULL ELSE {Pack(packed)} END";
    }

    private static string Pack(IEnumerable<(string Name, string Value)> fields) => $"struct_pack({string.Join(", ", fields.Select(field => $"{DuckDbIdentifier.Quote(field.Name)} := {field.Value}"))})";

    private Shape List(ListType list, ParquetField node, NameMapping mapping, string value, int depth)
    {
        if (node.Element is not { } found)
            throw Mismatch(node, list);

        // An old writer that repeats the element itself may have given it the element's id.
        var element = node.Children is [{ Id: { } id } repeated] && id == list.ElementId ? repeated with { IsRepeated = false } : found;
        var item = $"e{depth}";
        var shape = ShapeOf(list.Element, element, Inside(mapping, element, ListType.ElementName), item, depth + 1);
        return shape.IsAsRead
            ? new Shape(DuckDbTypes.Name(list), value, true)
            : new Shape(shape.ReadType + "[]", $"list_transform({value}, lambda {item}: {shape.Expression})", false);
    }

    private Shape Map(MapType map, ParquetField node, NameMapping mapping, string value, int depth)
    {
        if (node.Entry is not { } found)
            throw Mismatch(node, map);
        var entry = $"e{depth}";
        var key = ShapeOf(map.Key, found.Key, Inside(mapping, found.Key, MapType.KeyName), ColumnSql.Extract(entry, MapType.KeyName), depth + 1);
        var item = ShapeOf(map.Value, found.Value, Inside(mapping, found.Value, MapType.ValueName), ColumnSql.Extract(entry, MapType.ValueName), depth + 1);
        return key.IsAsRead && item.IsAsRead
            ? new Shape(DuckDbTypes.Name(map), value, true)
            : new Shape(
                $"MAP({key.ReadType}, {item.ReadType})",
                $"map_from_entries(list_transform(map_entries({value}), lambda {entry}: struct_pack(\"{MapType.KeyName}\" := {key.Expression}, \"{MapType.ValueName}\" := {item.Expression})))",
                false);
    }

    /// <summary>
    /// DuckDB casts what it reads, and not every cast keeps the value: 1.5 would become 2, and bytes that are text '\xC3'. What goes between instants and times without a zone must not go by the session's zone.
    /// </summary>
    private Shape Leaf(PrimitiveType type, ParquetField node, string value)
    {
        if (node.IsAlwaysNull)
            return new Shape("INTEGER", NullOf(type), false);
        return (type.TypeId, node.Type?.TypeId) switch
        {
            (TypeId.Decimal, TypeId.Decimal) when ((DecimalType)type).Scale == ((DecimalType)node.Type!).Scale => AsRead(),
            (TypeId.Decimal, _) => throw Mismatch(node, type),
            (TypeId.Long, TypeId.Int) or (TypeId.Int, TypeId.Long) or (TypeId.Double, TypeId.Float) or (TypeId.Timestamp, TypeId.Date) => AsRead(),
            (TypeId.Binary or TypeId.Fixed, TypeId.Binary or TypeId.Fixed) => AsRead(),
            (TypeId.Timestamp, TypeId.TimestampTz) => Made($"make_timestamp(epoch_us({value}))"),
            (TypeId.TimestampTz, TypeId.Timestamp) => Made($"make_timestamptz(epoch_us({value}))"),
            (TypeId.String, TypeId.Binary or TypeId.Fixed) => Made($"decode({value})"),
            (TypeId.Binary or TypeId.Fixed, TypeId.String) => Made($"encode({value})"),
            (TypeId.Uuid, TypeId.Fixed or TypeId.Binary) => Made($"CAST(hex({value}) AS UUID)"),
            var (asked, held) when asked == held => AsRead(),
            _ => throw Mismatch(node, type),
        };

        Shape AsRead() => new(DuckDbTypes.Name(type), value, true);

        Shape Made(string expression) => new(DuckDbTypes.Name(node.Type!), expression, false);
    }

    /// <summary>DuckDB's type of what the file holds; of a struct only one field, which is enough to tell null from not null.</summary>
    private string OwnType(ParquetField node)
    {
        if (node.IsLeaf)
            return DuckDbTypes.Name(node.Type ?? throw Unsupported($"{Upper(where)} has nothing but the column '{node.Name}' that tells where a struct is null, and its values are of no type of Iceberg."));
        if (node.Entry is { } entry)
            return $"MAP({OwnType(entry.Key)}, {OwnType(entry.Value)})";
        if (node.Children is [{ IsRepeated: true }])
            return OwnType(node.Element!) + "[]";
        var child = node.Children.FirstOrDefault(child => child is { IsLeaf: true, Type: not null }) ?? node.Children[0];
        return $"STRUCT({DuckDbIdentifier.Quote(child.Name)} {OwnType(child)})";
    }

    private IcebergException Mismatch(ParquetField node, IcebergType type)
    {
        var held = node.IsNanoseconds ? "times in nanoseconds" : node.Type?.ToString() ?? (node.IsLeaf ? "values of no type of Iceberg" : "a nested type");
        return Unsupported($"{Upper(where)} holds {held} in the column '{node.Name}', which the table has as {type}: they cannot be read without loss. Write the file again with the table's type.");
    }

    private static string Upper(string sentence) => char.ToUpperInvariant(sentence[0]) + sentence[1..];

    private static IcebergException Unsupported(string message) => new(IcebergErrorKind.Unsupported, message);

    /// <param name="ReadType">The type to read as.</param>
    /// <param name="Expression">What makes the table's shape of what was read.</param>
    /// <param name="IsAsRead">Whether that is nothing.</param>
    private sealed record Shape(string ReadType, string Expression, bool IsAsRead);
}
