using System.Text.Json;
using Paklog.Lakehouse.DuckDb;

namespace Paklog.Lakehouse.SparkEngine.Translation;

/// <summary>DuckDB's own parser as a service: a SELECT as the tree that <c>json_serialize_sql</c> gives. Nothing is bound, so tables and columns need not exist.</summary>
internal sealed class DuckDbSyntax(DuckDbConnection parser)
{
    /// <summary>The root node of the only statement in a text.</summary>
    /// <exception cref="LakehouseException">The text is no SELECT, or DuckDB cannot parse it.</exception>
    public JsonElement Parse(string select)
    {
        var tree = JsonDocument.Parse((string)parser.QueryScalar("select json_serialize_sql($1::varchar)::varchar", select)!, new JsonDocumentOptions { MaxDepth = 4096 }).RootElement;
        if (tree.GetProperty("error").GetBoolean())
            throw new LakehouseException($"DuckDB cannot parse a statement that is to run on Spark ({tree.GetProperty("error_message").GetString()}): {select}");
        var statements = tree.GetProperty("statements");
        return statements.GetArrayLength() == 1
            ? statements[0].GetProperty("node")
            : throw new LakehouseException($"A text that is to run on Spark holds {statements.GetArrayLength()} statements where one is wanted: {select}");
    }
}
