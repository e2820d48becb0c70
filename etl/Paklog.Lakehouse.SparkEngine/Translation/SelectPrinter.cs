using System.Text;
using System.Text.Json;

namespace Paklog.Lakehouse.SparkEngine.Translation;

/// <summary>Prints queries: SELECT with QUALIFY and DISTINCT ON (which Spark lacks) as a filter around it, set operations, WITH.</summary>
internal sealed class SelectPrinter
{
    private readonly PrintingContext context;
    private readonly RelationPrinter relations;
    private readonly OutputNames names;

    public SelectPrinter(PrintingContext context)
    {
        this.context = context;
        Expressions = new ExpressionPrinter(context, this);
        relations = new RelationPrinter(context, this);
        names = new OutputNames(context);
    }

    public ExpressionPrinter Expressions { get; }

    /// <summary>A query node: SELECT_NODE or SET_OPERATION_NODE.</summary>
    public SparkQuery Print(JsonElement node)
    {
        var outer = context.CommonTables;
        var with = With(node);
        var body = node.Type() switch
        {
            "SELECT_NODE" => context.WithScope(() => Select(node)),
            "SET_OPERATION_NODE" => context.WithScope(() => SetOperation(node)),
            var other => throw context.Unknown($"A query of the kind {other}", node),
        };
        context.ForgetCommonTables(outer);
        return body with { Sql = with + body.Sql };
    }

    private string With(JsonElement node)
    {
        var tables = new List<string>();
        foreach (var entry in node.Find("cte_map")?.List("map") ?? [])
        {
            var value = entry.GetProperty("value");
            var query = value.GetProperty("query").GetProperty("node");
            if (query.Type() == "RECURSIVE_CTE_NODE")
                throw context.Unknown("A recursive WITH", query);
            var (name, aliases, printed) = (entry.Word("key")!, value.Words("aliases"), Print(query));
            tables.Add($"{SparkLiteral.Name(name)}{Names(aliases)} AS ({printed})");
            context.AddCommonTable(name, new CommonTable(query, printed.Types(aliases)));
        }

        return tables.Count == 0 ? "" : $"WITH {string.Join(", ", tables)} ";
    }

    private SparkQuery Select(JsonElement node)
    {
        // First of all, since it says what columns are.
        var from = node.Find("from_table") is { } relation && relation.Type() != "EMPTY" ? " FROM " + relations.Print(relation) : "";
        var items = node.List("select_list").SelectMany(Items).ToList();
        var isWhole = items.TrueForAll(item => item.Name is not null);
        var columns = items.SelectMany(item => item.Columns).ToList();
        if (Filter(node) is not { } filter)
            return new SparkQuery(Block(node, string.Join(", ", items.Select(item => item.Sql)), from) + OrderAndLimit(node), columns, isWhole);

        // The filter is a column of an inner query, and so is what the rows are ordered by; the outer one leaves them out again. Without a star the columns are named, which Spark 3.5 takes too.
        var orders = (Modifier(node, "ORDER_MODIFIER")?.List("orders") ?? []).Where(order => order.GetProperty("expression").Class() != "STAR").ToList();
        var hidden = orders.Select(order => (Name: SparkLiteral.Name(context.NewName("order")), Term: Term(Chosen(node, order.GetProperty("expression"))), Order: order)).ToList();
        var flag = SparkLiteral.Name(context.NewName("filter"));
        var list = isWhole ? string.Join(", ", columns.Select(column => SparkLiteral.Name(column.Key))) : $"* EXCEPT ({string.Join(", ", hidden.Select(order => order.Name).Prepend(flag))})";
        var inner = items.Select(item => item.Sql).Append($"{filter} AS {flag}").Concat(hidden.Select(order => $"{order.Term} AS {order.Name}"));
        var ordered = hidden.Count == 0 ? OrderAndLimit(node) : $" ORDER BY {string.Join(", ", hidden.Select(order => order.Name + Direction(order.Order)))}{Limit(node)}";
        return new SparkQuery($"SELECT {list} FROM ({Block(node, string.Join(", ", inner), from)}) WHERE {flag}{ordered}", columns, isWhole);
    }

    /// <summary>What QUALIFY or DISTINCT ON asks for, as a condition; null without them.</summary>
    private string? Filter(JsonElement node)
    {
        var distinctOn = Modifier(node, "DISTINCT_MODIFIER")?.List("distinct_on_targets") ?? [];
        var qualify = node.Find("qualify") is { } condition ? Expressions.Print(condition).Sql : null;
        if (distinctOn.Count == 0)
            return qualify;
        if (qualify is not null)
            throw context.Unknown("DISTINCT ON with QUALIFY", node);
        var targets = string.Join(", ", distinctOn.Select(target => Expressions.Print(Chosen(node, target)).Sql));
        var order = Modifier(node, "ORDER_MODIFIER") is { } given ? string.Join(", ", given.List("orders").Select(term => Term(Chosen(node, term.GetProperty("expression"))) + Direction(term))) : targets;
        return $"(row_number() OVER (PARTITION BY {targets} ORDER BY {order}) = 1)";
    }

    /// <summary>A number in ORDER BY or DISTINCT ON is the place of an item of the select list, and a name is first an item's alias; in a window, where such a term goes here, they would be a constant and a column.</summary>
    private JsonElement Chosen(JsonElement node, JsonElement term)
    {
        if (term.Class() == "COLUMN_REF" && term.Words("column_names") is [var name] && node.List("select_list").FirstOrDefault(item => string.Equals(item.Word("alias"), name, StringComparison.OrdinalIgnoreCase)) is { ValueKind: JsonValueKind.Object } named)
            return named.Class() == "WINDOW" ? term : named;
        if (term.ConstantInteger() is not { } place)
            return term.Class() == "STAR" ? throw context.Unknown("ORDER BY ALL with DISTINCT ON", node) : term;
        var items = node.List("select_list").Take((int)Math.Clamp(place, 0, int.MaxValue)).ToList();
        return items.Count == place && items.Count > 0 && !items.Exists(item => item.Class() == "STAR") ? items[^1] : throw context.Unknown($"The place {place} in ORDER BY or DISTINCT ON, behind a star, with DISTINCT ON or QUALIFY", node);
    }

    private string Block(JsonElement node, string items, string from)
    {
        var text = new StringBuilder("SELECT ");
        if (Modifier(node, "DISTINCT_MODIFIER") is { } distinct && distinct.List("distinct_on_targets").Count == 0)
            text.Append("DISTINCT ");
        text.Append(items).Append(from);
        if (node.Find("where_clause") is { } where)
            text.Append(" WHERE ").Append(Expressions.Print(where).Sql);
        text.Append(Groups(node));
        if (node.Find("having") is { } having)
            text.Append(" HAVING ").Append(Expressions.Print(having).Sql);
        return node.Find("sample") is null ? text.ToString() : throw context.Unknown("TABLESAMPLE", node);
    }

    private string Groups(JsonElement node)
    {
        if (node.Word("aggregate_handling") == "FORCE_AGGREGATES")
            return " GROUP BY ALL";
        var groups = node.List("group_expressions");
        if (node.List("group_sets").Count > 1)
            throw context.Unknown("GROUPING SETS, CUBE or ROLLUP", node);
        return groups.Count == 0 ? "" : " GROUP BY " + string.Join(", ", groups.Select(group => Expressions.Print(group).Sql));
    }

    private IEnumerable<Item> Items(JsonElement node)
    {
        if (node.Class() == "STAR")
            return Star(node);
        var printed = Expressions.Print(node);
        var name = OutputNames.Of(node);

        // Spark names an expression by its own text, so the alias, and the name of a column behind a path, are always written.
        return [new Item(name is null ? printed.Sql : $"{printed} AS {SparkLiteral.Name(name)}", name, name is null ? [] : [KeyValuePair.Create(name, printed.Type)])];
    }

    /// <summary>Replaced columns move to the end: Spark has no REPLACE.</summary>
    private IEnumerable<Item> Star(JsonElement star)
    {
        if (star.Flag("columns") || star.Find("expr") is not null || star.List("rename_list").Count > 0 || star.List("qualified_exclude_list").Count > 0)
            throw context.Unknown("COLUMNS(...), RENAME or a qualified name in EXCLUDE", star);
        var relation = star.Word("relation_name");
        var replaced = star.List("replace_list").Select(entry => (Name: entry.Word("key")!, Value: Expressions.Print(entry.GetProperty("value")))).ToList();
        var left = star.Words("exclude_list").Concat(replaced.Select(entry => entry.Name)).ToList();
        var text = (relation is null ? "*" : SparkLiteral.Name(relation) + ".*") + (left.Count == 0 ? "" : $" EXCEPT ({string.Join(", ", left.Select(SparkLiteral.Name))})");
        var known = context.Scope.Star(relation).Where(column => !left.Contains(column.Key, StringComparer.OrdinalIgnoreCase));
        return replaced.Select(entry => new Item($"{entry.Value} AS {SparkLiteral.Name(entry.Name)}", entry.Name, [KeyValuePair.Create(entry.Name, entry.Value.Type)])).Prepend(new Item(text, null, [.. known]));
    }

    private SparkQuery SetOperation(JsonElement node)
    {
        var (left, right) = (node.GetProperty("left"), node.GetProperty("right"));
        var all = node.Flag("setop_all", absent: true) ? " ALL " : " DISTINCT ";
        if (node.Word("setop_type") is not "UNION_BY_NAME")
        {
            var word = node.Word("setop_type") is "UNION" or "EXCEPT" or "INTERSECT" ? node.Word("setop_type") : throw context.Unknown($"The set operation {node.Word("setop_type")}", node);
            return new SparkQuery($"({Print(left)}) {word}{all}({Print(right)}){OrderAndLimit(node)}", [], false);
        }

        var (first, second) = (names.Require(left), names.Require(right));
        var columns = first.Concat(second.Except(first, StringComparer.OrdinalIgnoreCase)).ToList();
        return new SparkQuery($"{Aligned(left, first, columns)} UNION{all}{Aligned(right, second, columns)}{OrderAndLimit(node)}", [], false);
    }

    private string Aligned(JsonElement query, IReadOnlyList<string> own, IReadOnlyList<string> columns)
    {
        var list = columns.Select(column => (own.Contains(column, StringComparer.OrdinalIgnoreCase) ? "" : "NULL AS ") + SparkLiteral.Name(column));
        return $"(SELECT {string.Join(", ", list)} FROM ({Print(query)}))";
    }

    private string OrderAndLimit(JsonElement node) =>
        (Modifier(node, "ORDER_MODIFIER") is { } order ? " ORDER BY " + Orders(order.List("orders")) : "") + Limit(node);

    private string Limit(JsonElement node)
    {
        if (Modifier(node, "LIMIT_MODIFIER") is not { } limit)
            return "";
        var text = limit.Find("limit") is { } count ? " LIMIT " + Expressions.Print(count).Sql : "";
        return limit.Find("offset") is { } offset ? $"{text} OFFSET {Expressions.Print(offset).Sql}" : text;
    }

    /// <summary>The terms of an ORDER BY. Unless it is said otherwise DuckDB puts NULLs last, also in descending order; structs are ordered as DuckDB orders them.</summary>
    public string Orders(IReadOnlyList<JsonElement> orders) => string.Join(", ", orders.Select(order => Term(order.GetProperty("expression")) + Direction(order)));

    private string Term(JsonElement expression) => expression.Class() == "STAR" ? "ALL" : Structs.Ordered(Expressions.Print(expression)).Sql;

    private static string Direction(JsonElement order) =>
        (order.Type() == "DESCENDING" ? " DESC" : "") + (order.Word("null_order") == "NULLS FIRST" ? " NULLS FIRST" : " NULLS LAST");

    public static string Names(IReadOnlyList<string> aliases) => aliases.Count == 0 ? "" : $" ({string.Join(", ", aliases.Select(SparkLiteral.Name))})";

    private JsonElement? Modifier(JsonElement node, string type)
    {
        foreach (var modifier in node.List("modifiers"))
        {
            if (modifier.Type() == type)
                return modifier;
            if (modifier.Type() is not ("ORDER_MODIFIER" or "DISTINCT_MODIFIER" or "LIMIT_MODIFIER"))
                throw context.Unknown($"A {modifier.Type()}", node);
        }

        return null;
    }

    /// <summary>A part of a select list: its text, its name (null for a star or a nameless expression), and the columns that it is known to give.</summary>
    private sealed record Item(string Sql, string? Name, IReadOnlyList<KeyValuePair<string, SqlType>> Columns);
}
