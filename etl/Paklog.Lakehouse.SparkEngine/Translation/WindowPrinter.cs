using System.Text.Json;

namespace Paklog.Lakehouse.SparkEngine.Translation;

/// <summary>Prints window functions. Spark has no FILTER there, so what is filtered out is NULL to the aggregate.</summary>
internal sealed class WindowPrinter(PrintingContext context, ExpressionPrinter expressions, SelectPrinter selects)
{
    public SparkText Print(JsonElement node)
    {
        if (node.Word("exclude_clause") is not (null or "NO_OTHER") || node.Flag("distinct") || node.List("arg_orders").Count > 0)
            throw context.Unknown("EXCLUDE, DISTINCT or ORDER BY in the arguments of a window function", node);
        var name = node.Word("function_name")!;
        var arguments = node.Children().Select(expressions.Print).ToList();
        var nulls = node.Flag("ignore_nulls") ? " IGNORE NULLS" : "";
        switch (node.Type())
        {
            case "WINDOW_AGGREGATE":
                var filter = node.Find("filter_expr") is { } condition ? expressions.Print(condition).Sql : null;
                return Aggregates.Print(new AggregateCall(name, arguments, filter, context, node) { Over = $" OVER ({Over(node, withFrame: true)})" });
            case "WINDOW_ROW_NUMBER" or "WINDOW_RANK" or "WINDOW_RANK_DENSE":
                return new SparkText($"{name}() OVER ({Over(node, withFrame: false)})", SqlType.Int);
            case "WINDOW_LEAD" or "WINDOW_LAG":
                var offset = node.Find("offset_expr") is { } by ? expressions.Print(by).Sql : "1";
                var absent = node.Find("default_expr") is { } value ? ", " + expressions.Print(value).Sql : "";
                return new SparkText($"{name}({arguments[0].Sql}, {offset}{absent}){nulls} OVER ({Over(node, withFrame: false)})", arguments[0].Type);
            case "WINDOW_FIRST_VALUE" or "WINDOW_LAST_VALUE":
                return new SparkText($"{name}({arguments[0].Sql}){nulls} OVER ({Over(node, withFrame: true)})", arguments[0].Type);
            default:
                throw context.Unknown($"The window function {name}", node);
        }
    }

    private string Over(JsonElement node, bool withFrame)
    {
        var parts = new List<string>();
        var partitions = node.List("partitions").Select(partition => expressions.Print(partition).Sql).ToList();
        if (partitions.Count > 0)
            parts.Add("PARTITION BY " + string.Join(", ", partitions));
        var orders = node.List("orders");
        if (orders.Count > 0)
            parts.Add("ORDER BY " + selects.Orders(orders));
        else if (!withFrame)
            parts.Add("ORDER BY 1");
        if (withFrame && Frame(node) is { } frame)
            parts.Add(frame);
        return string.Join(" ", parts);
    }

    /// <summary>Null for the frame that both engines take when none is given.</summary>
    private string? Frame(JsonElement node)
    {
        var (start, end) = (node.Word("start")!, node.Word("end")!);
        if (start == "UNBOUNDED_PRECEDING" && end == "CURRENT_ROW_RANGE")
            return null;
        var kinds = new[] { start, end }.Where(bound => !bound.StartsWith("UNBOUNDED", StringComparison.Ordinal)).Select(bound => bound[(bound.LastIndexOf('_') + 1)..]).Distinct().ToList();
        var kind = kinds switch
        {
            [] or ["ROWS"] => "ROWS",
            ["RANGE"] => "RANGE",
            _ => throw context.Unknown($"A frame of {string.Join(" and ", kinds)}", node),
        };
        return $"{kind} BETWEEN {Bound(start, node.Find("start_expr"))} AND {Bound(end, node.Find("end_expr"))}";
    }

    private string Bound(string bound, JsonElement? by) => bound switch
    {
        "UNBOUNDED_PRECEDING" => "UNBOUNDED PRECEDING",
        "UNBOUNDED_FOLLOWING" => "UNBOUNDED FOLLOWING",
        "CURRENT_ROW_ROWS" or "CURRENT_ROW_RANGE" => "CURRENT ROW",
        _ => $"{expressions.Print(by!.Value).Sql} {(bound.Contains("PRECEDING", StringComparison.Ordinal) ? "PRECEDING" : "FOLLOWING")}",
    };
}
