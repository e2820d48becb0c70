using System.Text.Json;
using System.Text.RegularExpressions;
using Paklog.Lakehouse.DuckDb;

namespace Paklog.Lakehouse.SparkEngine.Translation;

/// <summary>DuckDB's own parser as a service: a SELECT as the tree that <c>json_serialize_sql</c> gives. Nothing is bound, so tables and columns need not exist.</summary>
internal sealed partial class DuckDbSyntax(DuckDbConnection parser)
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 4096 };

    /// <summary>The root node of the only statement in a text; members that have their default are left out.</summary>
    /// <exception cref="LakehouseException">The text is no SELECT, or DuckDB cannot parse it.</exception>
    public JsonElement Parse(string select)
    {
        var tree = Tree(select, "true");
        if (tree.GetProperty("error").GetBoolean())
            throw new LakehouseException($"DuckDB cannot parse a statement that is to run on Spark ({tree.GetProperty("error_message").GetString()}): {select}");
        if (MayGroupTwice().IsMatch(select) && GroupsTwice(Tree(select, "false")))
            throw new LakehouseException($"GROUPING SETS, CUBE and ROLLUP cannot be translated for Spark; write them as a UNION ALL: {select}");
        var statements = tree.List("statements");
        return statements.Count == 1
            ? statements[0].GetProperty("node")
            : throw new LakehouseException($"A text that is to run on Spark holds {statements.Count} statements where one is wanted: {select}");
    }

    private JsonElement Tree(string select, string skipEmpty)
    {
        var json = (string)parser.QueryScalar($"select json_serialize_sql($1::varchar, skip_null := true, skip_empty := {skipEmpty}, skip_default := true)::varchar", select)!;
        return JsonDocument.Parse(json, Deep).RootElement;
    }

    /// <summary>The empty set of ROLLUP is an empty member, without which it is a plain GROUP BY.</summary>
    private static bool GroupsTwice(JsonElement node) => node.ValueKind switch
    {
        JsonValueKind.Object => node.List("group_sets").Count > 1 || node.EnumerateObject().Any(member => GroupsTwice(member.Value)),
        JsonValueKind.Array => node.EnumerateArray().Any(GroupsTwice),
        _ => false,
    };

    [GeneratedRegex(@"\b(rollup|cube|grouping\s+sets)\b", RegexOptions.IgnoreCase)]
    private static partial Regex MayGroupTwice();

    /// <summary>The node of one expression.</summary>
    public JsonElement ParseExpression(string expression)
    {
        var items = Parse("select " + expression).List("select_list");
        return items.Count == 1 ? items[0] : throw new LakehouseException($"One expression is wanted for Spark, not {items.Count}: {expression}");
    }

    /// <summary>The node of a type's name.</summary>
    public JsonElement ParseType(string name) => ParseExpression($"cast(null as {name})").GetProperty("cast_type");
}
