using System.Text.Json;

namespace Paklog.Lakehouse.SparkEngine.Translation;

/// <summary>Prints what stands in FROM: tables, subqueries, VALUES, unnest, joins.</summary>
internal sealed class RelationPrinter(PrintingContext context, SelectPrinter selects)
{
    public string Print(JsonElement relation) => relation.Type() switch
    {
        "BASE_TABLE" => Table(relation),
        "SUBQUERY" => Subquery(relation),
        "JOIN" => Join(relation),
        "TABLE_FUNCTION" => Unnest(relation),
        "EXPRESSION_LIST" => Values(relation),
        var other => throw context.Unknown($"{other} in FROM", relation),
    };

    private string Table(JsonElement relation)
    {
        var (schema, name) = (relation.Word("schema_name"), relation.Word("table_name")!);
        var common = schema is null ? context.FindCommonTable(name) : null;
        context.Scope.Add(relation.Word("alias") ?? name, Types(schema, name, common, relation.Words("column_name_alias")));

        // Columns may be named by the table's own name, which need not be that of the Spark relation.
        return (common is null ? context.Bindings.Table(schema, name) : SparkLiteral.Name(name)) + Alias(relation, common is null ? name : null);
    }

    private IReadOnlyDictionary<string, SqlType> Types(string? schema, string name, CommonTable? common, IReadOnlyList<string> aliases)
    {
        if (common is not null)
            return aliases.Count == 0 ? common.Value.Types : Scope.NoTypes;
        return context.Bindings.Columns(schema, name) is { } columns ? Scope.Renamed([.. columns.Select(column => KeyValuePair.Create(column.Name, SqlType.Of(column.Type)))], aliases) : Scope.NoTypes;
    }

    private string Subquery(JsonElement relation)
    {
        var query = selects.Print(relation.GetProperty("subquery").GetProperty("node"));
        context.Scope.Add(relation.Word("alias"), query.Types(relation.Words("column_name_alias")));
        return $"({query}){Alias(relation, null)}";
    }

    private static string Alias(JsonElement relation, string? otherwise)
    {
        var alias = relation.Word("alias") is { Length: > 0 } given ? given : otherwise;
        return alias is null ? "" : $" AS {SparkLiteral.Name(alias)}{SelectPrinter.Names(relation.Words("column_name_alias"))}";
    }

    private string Values(JsonElement relation)
    {
        var rows = relation.List("values").Select(row => row.EnumerateArray().Select(selects.Expressions.Print).ToList()).ToList();
        var names = relation.Words("column_name_alias");
        if (names.Count == 0)
            names = [.. Enumerable.Range(0, rows[0].Count).Select(column => $"col{column}")];
        context.Scope.Add(relation.Word("alias"), Scope.ByName(names.Select((name, column) => KeyValuePair.Create(name, ExpressionPrinter.Common(rows.Select(row => row[column]))))));
        return $"VALUES {string.Join(", ", rows.Select(row => $"({string.Join(", ", row)})"))} AS {SparkLiteral.Name(relation.Word("alias") ?? context.NewName("values"))}{SelectPrinter.Names(names)}";
    }

    private string Unnest(JsonElement relation)
    {
        var function = relation.GetProperty("function");
        if (!function.Calls("unnest") || function.Children() is not [var list])
            throw context.Unknown($"The table function {function.Word("function_name")}", relation);
        var printed = selects.Expressions.Print(list);
        var name = relation.Words("column_name_alias") is [var given] ? given : "unnest";
        context.Scope.Add(relation.Word("alias"), Scope.ByName([KeyValuePair.Create(name, printed.Type.Element ?? SqlType.Unknown)]));
        return $"explode({printed}) AS {SparkLiteral.Name(relation.Word("alias") ?? "unnest")} ({SparkLiteral.Name(name)})";
    }

    private string Join(JsonElement join)
    {
        var (left, right) = (join.GetProperty("left"), join.GetProperty("right"));
        var kind = join.Word("join_type") switch
        {
            "INNER" => "INNER",
            "LEFT" => "LEFT",
            "RIGHT" => "RIGHT",
            "OUTER" => "FULL",
            "SEMI" => "LEFT SEMI",
            "ANTI" => "LEFT ANTI",
            var other => throw context.Unknown($"A {other} join", join),
        };
        var word = join.Word("ref_type") switch
        {
            "REGULAR" => $"{kind} JOIN",
            "CROSS" => right.Type() == "TABLE_FUNCTION" ? "CROSS JOIN LATERAL" : "CROSS JOIN",
            var other => throw context.Unknown($"A {other} join", join),
        };
        var shared = join.Words("using_columns");
        var on = shared.Count > 0
            ? $" USING{SelectPrinter.Names(shared)}"
            : join.Find("condition") is { } condition ? $" ON {selects.Expressions.Print(condition).Sql}" : "";
        return $"{Print(left)} {word} {(right.Type() == "JOIN" ? $"({Print(right)})" : Print(right))}{on}";
    }
}
