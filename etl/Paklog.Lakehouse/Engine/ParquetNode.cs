using Paklog.Lakehouse.DuckDb;

namespace Paklog.Lakehouse.Engine;

/// <summary>One element of a Parquet file's schema: a column, a field of it, or one of the groups that lists and maps are made of.</summary>
/// <param name="FieldId">Iceberg's id; null where the writer gave none.</param>
/// <param name="LeafType">DuckDB's type of a leaf; null for a group.</param>
/// <param name="IsRepeated">True for the group inside a list or a map that holds its items.</param>
internal sealed record ParquetNode(string Name, int? FieldId, string? LeafType, bool IsRepeated, List<ParquetNode> Children)
{
    /// <summary>DuckDB's type of what the file holds here; of a struct only one field, which is enough to tell null from not null.</summary>
    public string Type => LeafType ?? Children switch
    {
        [{ IsRepeated: true, Children: [var key, var value] }] => $"MAP({key.Type}, {value.Type})",
        [{ IsRepeated: true, Children: [var element] }] => element.Type + "[]",
        _ => StructOf(Children.Find(child => child.LeafType is not null) ?? Children[0]),
    };

    public ParquetNode? Find(int fieldId) => Children.Find(child => child.FieldId == fieldId);

    /// <summary>The schemas of local files: the root of each, by path.</summary>
    /// <param name="files">A SQL expression that gives the list of paths.</param>
    public static Dictionary<string, ParquetNode> Read(DuckDbConnection connection, string files)
    {
        var roots = new Dictionary<string, ParquetNode>();
        using var elements = connection.Query($"SELECT file_name, name, field_id, duckdb_type, coalesce(repetition_type = 'REPEATED', false), num_children FROM parquet_schema({files}) ORDER BY file_name, column_id");
        while (elements.Read())
        {
            var file = elements.GetString(0);
            roots.Add(file, Read(elements));
        }

        return roots;
    }

    private static string StructOf(ParquetNode field) => $"STRUCT({DuckDbIdentifier.Quote(field.Name)} {field.Type})";

    /// <summary>An element and those below it, which follow it in the order of the file.</summary>
    private static ParquetNode Read(DuckDbResult elements)
    {
        var node = new ParquetNode(
            elements.GetString(1), elements.IsNull(2) ? null : elements.GetInt32(2), elements.IsNull(3) ? null : elements.GetString(3), elements.GetBoolean(4), []);
        for (var children = elements.IsNull(5) ? 0 : elements.GetInt64(5); children > 0 && elements.Read(); children--)
            node.Children.Add(Read(elements));
        return node;
    }
}
