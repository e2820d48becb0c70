using System.Text.Json;
using Paklog.Lakehouse.DuckDb;

namespace Paklog.Lakehouse.SparkEngine.Translation;

/// <summary>DuckDB's own parser as a service: a SELECT as the tree that <c>json_serialize_sql</c> gives. Nothing is bound, so tables and columns need not exist.</summary>
internal sealed class DuckDbSyntax(DuckDbConnection parser)
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 4096 };

    /// <summary>The root node of the only statement in a text; members that have their default are left out.</summary>
    /// <exception cref="LakehouseException">The text is no SELECT, or DuckDB cannot parse it.</exception>
    public JsonElement Parse(string select)
    {
        var json = (string)parser.QueryScalar("select json_serialize_sql($1::varchar, skip_null := true, skip_empty := true, skip_default := true)::varchar", select)!;
        var tree = JsonDocument.Parse(json, Deep).RootElement;
        if (tree.GetProperty("error").GetBoolean())
            throw new LakehouseException($"DuckDB cannot parse a statement that is to run on Spark ({tree.GetProperty("error_message").GetString()}): {select}");
        var statements = tree.List("statements");
        return statements.Count == 1
            ? statements[0].GetProperty("node")
            : throw new LakehouseException($"A text that is to run on Spark holds {statements.Count} statements where one is wanted: {select}");
    }

    /// <summary>The node of one expression.</summary>
    public JsonElement ParseExpression(string expression)
    {
        var items = Parse("select " + expression).List("select_list");
        return items.Count == 1 ? items[0] : throw new LakehouseException($"One expression is wanted for Spark, not {items.Count}: {expression}");
    }

    /// <summary>The node of a type's name.</summary>
    public JsonElement ParseType(string name) => ParseExpression($"cast(null as {name})").GetProperty("cast_type");
}
