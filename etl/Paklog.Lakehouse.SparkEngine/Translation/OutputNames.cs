using System.Text.Json;

namespace Paklog.Lakehouse.SparkEngine.Translation;

/// <summary>The names of a query's columns, as far as its text says them.</summary>
internal sealed class OutputNames(PrintingContext context)
{
    /// <summary>The name of an item of a select list: its alias, or the last part of a column's path.</summary>
    public static string? Of(JsonElement item) => item.Word("alias") is { Length: > 0 } alias ? alias : item.Class() == "COLUMN_REF" ? item.Words("column_names")[^1] : null;

    /// <exception cref="LakehouseException">Some column has no name that the text says.</exception>
    public IReadOnlyList<string> Require(JsonElement query) =>
        Of(query, []) ?? throw context.Unknown("UNION BY NAME over columns that the text does not name (a star over a table, or an expression without an alias)", query);

    private List<string>? Of(JsonElement query, IReadOnlyList<string> aliases)
    {
        if (query.Type() == "SET_OPERATION_NODE")
            return Of(query.GetProperty("left"), aliases);
        var names = new List<string>();
        foreach (var item in query.List("select_list"))
        {
            if (item.Class() != "STAR")
            {
                if (Of(item) is not { } name)
                    return null;
                names.Add(name);
            }
            else if (item.Word("relation_name") is null && query.Find("from_table") is { } from && OfRelation(from) is { } all)
            {
                names.AddRange(all.Except(item.Words("exclude_list"), StringComparer.OrdinalIgnoreCase));
            }
            else
            {
                return null;
            }
        }

        return [.. aliases, .. names.Skip(aliases.Count)];
    }

    private List<string>? OfRelation(JsonElement relation)
    {
        var aliases = relation.Words("column_name_alias");
        if (relation.Type() == "SUBQUERY")
            return Of(relation.GetProperty("subquery").GetProperty("node"), aliases);
        if (relation.Type() != "BASE_TABLE")
            return null;
        var table = relation.Word("table_name")!;
        if (relation.Word("schema_name") is null && context.FindCommonTable(table) is { } common)
            return Of(common.Node, aliases);
        return context.Bindings.Columns(relation.Word("schema_name"), table) is { } columns ? [.. aliases, .. columns.Skip(aliases.Count).Select(column => column.Name)] : null;
    }
}
