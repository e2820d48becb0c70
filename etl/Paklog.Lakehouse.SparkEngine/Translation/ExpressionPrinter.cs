using System.Text.Json;

namespace Paklog.Lakehouse.SparkEngine.Translation;

/// <summary>Prints expressions, by the class of their node.</summary>
internal sealed class ExpressionPrinter
{
    private readonly PrintingContext context;
    private readonly SelectPrinter selects;
    private readonly CastPrinter casts;
    private readonly WindowPrinter windows;

    public ExpressionPrinter(PrintingContext context, SelectPrinter selects)
    {
        this.context = context;
        this.selects = selects;
        casts = new CastPrinter(context);
        windows = new WindowPrinter(context, this, selects);
    }

    public SparkText Print(JsonElement node)
    {
        if (context.Idioms.Find(node) is { } idiom)
            return new SparkText(idiom.Print(Print(idiom.Argument).Sql), idiom.Type);
        return node.Class() switch
        {
            "CONSTANT" => Constants.Print(node, context),
            "COLUMN_REF" => Column(node),
            "PARAMETER" => Given(context.Parameter(node.Word("identifier")!)),
            "CAST" => Cast(node),
            "COMPARISON" => Compared(node),
            "CONJUNCTION" => Conjunction(node),
            "BETWEEN" => Between(node),
            "CASE" => Case(node),
            "OPERATOR" => Operator(node),
            "SUBQUERY" => Subquery(node),
            "FUNCTION" => Functions.Print(new FunctionCall(node, this, context)),
            "WINDOW" => windows.Print(node),
            "LAMBDA" => throw context.Unknown("The operator -> of JSON, which gives JSON, (use ->> or json_extract_string)", node),
            var other => throw context.Unknown($"An expression of the kind {other}", node),
        };
    }

    /// <summary>What stands where a text is wanted: Spark would cast it in its own way.</summary>
    public SparkText AsText(SparkText value, JsonElement node) => value.Type.IsNumber || value.Type.IsTemporal ? casts.ToText(value, node) : value;

    public static SparkText Given(object? value) => new(SparkLiteral.Of(value), Constants.TypeOf(value));

    private SparkText Column(JsonElement node)
    {
        var path = node.Words("column_names");
        if (context.Lambda(path[0]) is { } parameter)
            return path.Skip(1).Aggregate(parameter, Structs.Field);
        return new SparkText(string.Join(".", path.Select(SparkLiteral.Name)), context.Scope.TypeOf(path));
    }

    private SparkText Cast(JsonElement node)
    {
        var (child, target) = (node.GetProperty("child"), node.GetProperty("cast_type"));
        return casts.Print(child, Print(child), target, node.Flag("try_cast"), node);
    }

    private SparkText Conjunction(JsonElement node)
    {
        var word = node.Type() == "CONJUNCTION_AND" ? " AND " : " OR ";
        return new SparkText($"({string.Join(word, node.Children().Select(child => Print(child).Sql))})", SqlType.Boolean);
    }

    private SparkText Compared(JsonElement node)
    {
        var (left, right) = (node.GetProperty("left"), node.GetProperty("right"));
        var (first, second) = (Print(left), Print(right));
        return Comparison(node.Type(), Beside(second.Type, left, first), Beside(first.Type, right, second), node);
    }

    /// <summary>A text that is written beside a value of another type is of that type to DuckDB; Spark would compare texts, or doubles.</summary>
    private static SparkText Beside(SqlType type, JsonElement node, SparkText value) =>
        node.ConstantText() is not null && (type.IsNumber || type.IsTemporal) ? new SparkText($"CAST({value} AS {type.Name})", type) : value;

    private SparkText Comparison(string type, SparkText left, SparkText right, JsonElement node)
    {
        var sign = type switch
        {
            "COMPARE_EQUAL" => "=",
            "COMPARE_NOTEQUAL" => "<>",
            "COMPARE_LESSTHAN" => "<",
            "COMPARE_GREATERTHAN" => ">",
            "COMPARE_LESSTHANOREQUALTO" => "<=",
            "COMPARE_GREATERTHANOREQUALTO" => ">=",
            "COMPARE_NOT_DISTINCT_FROM" => "<=>",
            "COMPARE_DISTINCT_FROM" => "",
            _ => throw context.Unknown($"The comparison {type}", node),
        };
        if (sign is not ("=" or "<>" or "<=>" or ""))
            (left, right) = Structs.Ordered(left, right);
        return new SparkText(sign.Length == 0 ? $"(NOT ({left.Sql} <=> {right.Sql}))" : $"({left.Sql} {sign} {right.Sql})", SqlType.Boolean);
    }

    private SparkText Between(JsonElement node)
    {
        var input = Print(node.GetProperty("input"));
        var (low, least) = Structs.Ordered(input, Print(node.GetProperty("lower")));
        var (high, greatest) = Structs.Ordered(input, Print(node.GetProperty("upper")));
        return new SparkText(low.Sql == high.Sql ? $"({low.Sql} BETWEEN {least.Sql} AND {greatest.Sql})" : $"({low.Sql} >= {least.Sql} AND {high.Sql} <= {greatest.Sql})", SqlType.Boolean);
    }

    private SparkText Case(JsonElement node)
    {
        var checks = node.List("case_checks").Select(check => (When: Print(check.GetProperty("when_expr")), Then: Print(check.GetProperty("then_expr")))).ToList();
        var otherwise = node.Find("else_expr") is { } last ? Print(last) : new SparkText("NULL", SqlType.Null);
        var text = string.Concat(checks.Select(check => $" WHEN {check.When.Sql} THEN {check.Then.Sql}"));
        return new SparkText($"CASE{text} ELSE {otherwise.Sql} END", Common(checks.Select(check => check.Then).Append(otherwise)));
    }

    /// <summary>The type that values have in common; unknown where they differ.</summary>
    public static SqlType Common(IEnumerable<SparkText> values)
    {
        var types = values.Select(value => value.Type).Where(type => type.Kind != SqlKind.Null).ToList();
        if (types.Count == 0)
            return SqlType.Null;
        if (types.TrueForAll(type => type.Name == types[0].Name && type.Kind == types[0].Kind))
            return types[0];
        if (types.TrueForAll(type => type.IsNumber) && types.Exists(type => type.Kind == SqlKind.Double))
            return SqlType.Double;
        return types.TrueForAll(type => type.Kind == SqlKind.Integer) ? SqlType.Long : SqlType.Unknown;
    }

    private SparkText Operator(JsonElement node)
    {
        var children = node.Children();
        switch (node.Type())
        {
            case "OPERATOR_IS_NULL":
                return new SparkText($"({Print(children[0]).Sql} IS NULL)", SqlType.Boolean);
            case "OPERATOR_IS_NOT_NULL":
                return new SparkText($"({Print(children[0]).Sql} IS NOT NULL)", SqlType.Boolean);
            case "OPERATOR_NOT":
                return new SparkText($"(NOT {Print(children[0]).Sql})", SqlType.Boolean);
            case "OPERATOR_TRY":
                // Arithmetics give NULL anyway: they are printed as try_add and the like.
                return context.WithTry(() => Print(children[0]));
            case "OPERATOR_COALESCE":
                var values = children.Select(Print).ToList();
                return new SparkText($"coalesce({string.Join(", ", values)})", Common(values));
            case "COMPARE_IN" or "COMPARE_NOT_IN":
                var value = Print(children[0]);
                var list = $"{value.Sql} {(node.Type() == "COMPARE_IN" ? "IN" : "NOT IN")} ({string.Join(", ", children.Skip(1).Select(child => Beside(value.Type, child, Print(child)).Sql))})";
                return new SparkText($"({list})", SqlType.Boolean);
            case "ARRAY_EXTRACT":
                return Lists.Extract(Print(children[0]), children[1], Print(children[1]), context, node);
            case "ARRAY_SLICE":
                return Lists.Slice(Print(children[0]), [.. children.Skip(1)], context, node);
            case "STRUCT_EXTRACT":
                return Structs.Field(Print(children[0]), children[1].ConstantText() ?? throw context.Unknown("A field whose name is no constant", node));
            default:
                throw context.Unknown($"The operator {node.Type()}", node);
        }
    }

    private SparkText Subquery(JsonElement node)
    {
        var query = node.GetProperty("subquery").GetProperty("node");
        switch (node.Word("subquery_type"))
        {
            case "SCALAR":
                var scalar = selects.Print(query);
                return new SparkText($"({scalar})", scalar is { IsWhole: true, Columns: [var only] } ? only.Value : SqlType.Unknown);
            case "EXISTS":
                return new SparkText($"(EXISTS ({selects.Print(query)}))", SqlType.Boolean);
            case "NOT_EXISTS":
                return new SparkText($"(NOT EXISTS ({selects.Print(query)}))", SqlType.Boolean);
            case "ANY" when node.Word("comparison_type") == "COMPARE_EQUAL":
                var child = node.GetProperty("child");
                return child.Calls("row")
                    ? new SparkText($"(({string.Join(", ", child.Children().Select(part => Print(part).Sql))}) IN ({selects.Print(Unpacked(query))}))", SqlType.Boolean)
                    : new SparkText($"({Print(child).Sql} IN ({selects.Print(query)}))", SqlType.Boolean);
            default:
                throw context.Unknown($"A subquery with {node.Word("subquery_type")} and {node.Word("comparison_type")}", node);
        }
    }

    /// <summary>Spark's IN takes a row's parts as columns of the query: (x, y) becomes x, y.</summary>
    private JsonElement Unpacked(JsonElement query)
    {
        if (query.List("select_list") is not [var row] || !row.Calls("row"))
            return query;
        var copy = System.Text.Json.Nodes.JsonObject.Create(query)!;
        copy["select_list"] = System.Text.Json.Nodes.JsonNode.Parse(row.GetProperty("children").GetRawText());
        return JsonSerializer.SerializeToElement(copy, Deep);
    }

    private static readonly JsonSerializerOptions Deep = new() { MaxDepth = 4096 };
}
