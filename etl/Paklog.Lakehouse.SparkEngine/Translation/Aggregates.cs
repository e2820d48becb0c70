using System.Globalization;

namespace Paklog.Lakehouse.SparkEngine.Translation;

/// <summary>The list of aggregates.</summary>
internal static class Aggregates
{
    private static readonly Dictionary<string, Func<AggregateCall, SparkText>> All = new(StringComparer.Ordinal)
    {
        ["count_star"] = call => new SparkText(Rows(call), SqlType.Long),
        ["count"] = call => new SparkText(call.Arguments.Count == 0 ? Rows(call) : $"count({Distinct(call)}{call[0]}){call.Over}", SqlType.Long),

        ["sum"] = Sum,
        ["avg"] = Average,
        ["min"] = call => Extreme(call, "min"),
        ["max"] = call => Extreme(call, "max"),
        ["arg_min"] = call => By(call, "min_by"),
        ["min_by"] = call => By(call, "min_by"),
        ["arg_max"] = call => By(call, "max_by"),
        ["max_by"] = call => By(call, "max_by"),
        ["any_value"] = call => new SparkText($"any_value({call[0]}, true){call.Over}", call[0].Type),
        ["bool_or"] = call => new SparkText($"bool_or({call[0]}){call.Over}", SqlType.Boolean),
        ["bool_and"] = call => new SparkText($"bool_and({call[0]}){call.Over}", SqlType.Boolean),
        ["count_if"] = call => new SparkText($"count_if({call[0]}){call.Over}", SqlType.Long),
        ["list"] = List,
        ["array_agg"] = List,
    };

    public static bool Has(string name) => All.ContainsKey(name);

    /// <summary>Outside of windows Spark takes FILTER.</summary>
    public static SparkText Print(FunctionCall call)
    {
        if (call.Node.Find("order_bys") is { } order && order.List("orders").Count > 0)
            throw call.Unknown($"ORDER BY in {call.Name}");
        var aggregate = new AggregateCall(call.Name, [.. call.Arguments], null, call.Context, call.Node) { IsDistinct = call.Node.Flag("distinct") };
        var printed = Print(aggregate);
        var filter = "";
        if (call.Node.Find("filter") is { } condition)
        {
            if (call.Name is "list" or "array_agg" or "avg")
                throw call.Unknown($"FILTER with {call.Name}");
            filter = $" FILTER (WHERE {call.Expressions.Print(condition)})";
        }

        var sql = printed.Sql + filter;
        return printed with { Sql = call.Name is "sum" or "avg" && !call.Context.IsTrying ? $"coalesce({sql}, CASE WHEN count({call[0]}){filter} > 0 THEN raise_error('Overflow: a sum is out of range') END)" : sql };
    }

    public static SparkText Print(AggregateCall call) =>
        All.TryGetValue(call.Name, out var print) && call.Arguments.Count <= 2 ? print(call) : throw call.Context.Unknown($"The aggregate {call.Name} with {call.Arguments.Count} arguments", call.Node);

    private static string Rows(AggregateCall call) => (call.Filter is null ? "count(*)" : $"count(CASE WHEN {call.Filter} THEN 1 END)") + call.Over;

    private static string Distinct(AggregateCall call) => call.IsDistinct ? "DISTINCT " : "";

    /// <summary>DuckDB adds whole numbers up in 128 bits, Spark in 64: enough for those of 32, of which no table has so many.</summary>
    private static SparkText Sum(AggregateCall call) => call[0].Type switch
    {
        { Kind: SqlKind.Integer, Name: "BIGINT" } => new SparkText($"sum({Distinct(call)}CAST({call[0]} AS DECIMAL(20,0))){call.Over}", SqlType.Decimal(30, 0)),
        { Kind: SqlKind.Integer } => new SparkText($"try_sum({Distinct(call)}{call[0]}){call.Over}", SqlType.Long),
        { Kind: SqlKind.Boolean } => new SparkText($"try_sum({Distinct(call)}CAST({call[0]} AS INT)){call.Over}", SqlType.Long),
        { Kind: SqlKind.Double or SqlKind.Float } => new SparkText($"try_sum({Distinct(call)}{call[0]}){call.Over}", SqlType.Double),
        _ => new SparkText($"try_sum({Distinct(call)}{call[0]}){call.Over}", SqlType.Unknown),
    };

    /// <summary>
    /// DuckDB divides the number of a decimal's smallest units, in more digits than a double has; so is the quotient of whole numbers that doubles hold. Beyond them the last digit may be another one.
    /// From seven digits behind the point on Spark writes exponents.
    /// </summary>
    private static SparkText Average(AggregateCall call)
    {
        var (sum, count) = (Sum(call).Sql, $"count({Distinct(call)}{call[0]}){call.Over}");
        var quotient = $"CAST({sum} AS DOUBLE) / {count}";
        if (call[0].Type is { Kind: SqlKind.Decimal, Scale: > 0 and <= 6 and var scale })
            quotient = string.Create(CultureInfo.InvariantCulture, $"CASE WHEN abs(CAST({sum} AS DOUBLE)) < 9E{15 - scale}D THEN CAST(concat(CAST({sum} AS STRING), 'E{scale}') AS DOUBLE) / ({count} * 1E{scale}D) ELSE {quotient} END");
        return new SparkText($"({quotient})", SqlType.Double);
    }

    private static SparkText Extreme(AggregateCall call, string name) =>
        call.Arguments.Count == 1
            ? new SparkText($"{name}({Ordered(call, 0)}){call.Over}", call[0].Type)
            : throw call.Context.Unknown($"{name} of several values", call.Node);

    /// <summary>DuckDB passes over rows whose value is NULL, Spark only over those whose order is.</summary>
    private static SparkText By(AggregateCall call, string name) =>
        new($"{name}({call[0]}, CASE WHEN {call[0]} IS NOT NULL THEN {Ordered(call, 1)} END){call.Over}", call[0].Type);

    private static string Ordered(AggregateCall call, int index)
    {
        var ordered = Structs.Ordered(call.Arguments[index]).Sql;
        return call.Filter is null ? ordered : $"CASE WHEN {call.Filter} THEN {ordered} END";
    }

    /// <summary>DuckDB keeps NULLs, and gives NULL of no rows.</summary>
    private static SparkText List(AggregateCall call)
    {
        if (call.Filter is not null || call.IsDistinct)
            throw call.Context.Unknown("list with FILTER or DISTINCT", call.Node);
        var values = $"collect_list(named_struct('v', {call[0]})){call.Over}";
        return new SparkText($"CASE WHEN count(*){call.Over} > 0 THEN transform({values}, _v -> _v.v) END", SqlType.ListOf(call[0].Type));
    }
}
