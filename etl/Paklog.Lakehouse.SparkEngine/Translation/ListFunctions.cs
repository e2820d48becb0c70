namespace Paklog.Lakehouse.SparkEngine.Translation;

/// <summary>Functions that take a lambda.</summary>
internal static class ListFunctions
{
    public static SparkText Transform(FunctionCall call)
    {
        var (parameters, body) = Lambda(call, [call[0].Type.Element ?? SqlType.Unknown], withIndex: true);
        return new SparkText($"transform({call[0]}, {parameters} -> {body})", SqlType.ListOf(body.Type));
    }

    public static SparkText Filter(FunctionCall call)
    {
        var (parameters, body) = Lambda(call, [call[0].Type.Element ?? SqlType.Unknown], withIndex: true);
        return new SparkText($"filter({call[0]}, {parameters} -> {body})", call[0].Type);
    }

    /// <summary>Without a first value the list's first element is it.</summary>
    public static SparkText Reduce(FunctionCall call)
    {
        if (call.Count != 2)
            throw call.Unknown("list_reduce with a first value");
        var element = call[0].Type.Element ?? SqlType.Unknown;
        var (parameters, body) = Lambda(call, [element, element], withIndex: false);
        return new SparkText($"aggregate(slice({call[0]}, 2, array_size({call[0]})), {call[0]}[0], {parameters} -> {body})", element);
    }

    /// <param name="withIndex">Whether one parameter more is the position, which Spark counts from 0.</param>
    private static (string Parameters, SparkText Body) Lambda(FunctionCall call, IReadOnlyList<SqlType> types, bool withIndex)
    {
        var node = call.Nodes[1].Class() == "LAMBDA" ? call.Nodes[1] : throw call.Unknown($"{call.Name} without a lambda");
        var left = node.GetProperty("lhs");
        var names = (left.Calls("row") ? left.Children() : [left]).Select(parameter => parameter.Words("column_names")[0]).ToList();
        if (names.Count != types.Count && !(withIndex && names.Count == types.Count + 1))
            throw call.Unknown($"{call.Name} with a lambda of {names.Count} parameters");
        var given = names.Select((name, index) => KeyValuePair.Create(
            name,
            index < types.Count ? new SparkText(SparkLiteral.Name(name), types[index]) : new SparkText($"({SparkLiteral.Name(name)} + 1)", SqlType.Int))).ToList();
        var body = call.Context.WithLambda(given, () => call.Expressions.Print(node.GetProperty("expr")));
        var list = string.Join(", ", names.Select(SparkLiteral.Name));
        return (names.Count == 1 ? list : $"({list})", body);
    }
}
