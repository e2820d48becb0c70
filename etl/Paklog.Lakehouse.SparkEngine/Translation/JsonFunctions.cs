using System.Text;
using System.Text.Json;

namespace Paklog.Lakehouse.SparkEngine.Translation;

/// <summary>Functions over JSON that stands in texts. Where DuckDB fails on a text that is no JSON, Spark gives NULL.</summary>
internal static class JsonFunctions
{
    /// <summary>json_extract_string and ->>: texts without quotes, everything else as JSON, NULL for JSON's null.</summary>
    public static SparkText Text(FunctionCall call)
    {
        var steps = Steps(call);
        if (steps is [(true, var odd)] && !IsAddressable(odd))
            return new SparkText(Member(call[0].Sql, odd), SqlType.Text);
        var general = $"get_json_object({call[0]}, {SparkLiteral.Quote(Path(steps, call))})";
        return new SparkText(steps is [(true, var name)] && call.Nodes[0].Class() == "COLUMN_REF" && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? Key(call[0].Sql, name, general) : general, SqlType.Text);
    }

    /// <summary>get_json_object cannot tell null from nothing, so it is asked for the keys.</summary>
    public static SparkText Exists(FunctionCall call)
    {
        var steps = Steps(call);
        if (!steps[^1].IsName)
            throw call.Unknown("json_exists of an element of an array");
        return new SparkText($"coalesce(array_contains(json_object_keys({Inner(call, steps.SkipLast(1))}), {SparkLiteral.Quote(steps[^1].Text)}), CASE WHEN {call[0]} IS NOT NULL THEN false END)", SqlType.Boolean);
    }

    public static SparkText Keys(FunctionCall call) =>
        call.Count == 1 ? new SparkText($"coalesce(json_object_keys({call[0]}), CASE WHEN {call[0]} IS NOT NULL THEN array() END)", SqlType.ListOf(SqlType.Text)) : throw call.Unknown();

    /// <summary>Each value is written on its own: an array of Spark would make one type of all.</summary>
    public static SparkText Array(FunctionCall call)
    {
        if (call.Arguments.All(argument => argument.Type.Kind is SqlKind.Text or SqlKind.Null) && call.Arguments.Any(argument => argument.Type.Kind == SqlKind.Text))
            return new SparkText($"to_json(array({string.Join(", ", call.Arguments)}))", SqlType.Text);
        var items = call.Arguments.Select(argument => argument.Type.Kind == SqlKind.Null ? "'null'" : Value(argument));
        return new SparkText($"concat('[', concat_ws(',', {string.Join(", ", items)}), ']')", SqlType.Text);
    }

    /// <summary>A text, number or boolean as JSON.</summary>
    public static SparkText ToJson(FunctionCall call) => call[0].Type.Kind is SqlKind.Text or SqlKind.Integer or SqlKind.Boolean
        ? new SparkText($"CASE WHEN {call[0]} IS NOT NULL THEN {Value(call[0])} END", SqlType.Text)
        : throw call.Unknown("to_json of something that is not known to be a text, an integer or a boolean (cast it)");

    /// <summary>from_json and json_transform, with the shape as DuckDB writes it. Only texts are taken out: numbers of JSON would be read by other rules than casts of texts.</summary>
    public static SparkText From(FunctionCall call)
    {
        var type = Shape(JsonDocument.Parse(call.Constant(1)).RootElement, call);
        var parsed = $"from_json({call[0]}, {SparkLiteral.Quote(type.Name)})";

        // To Spark the text of no JSON is a struct of NULLs.
        return new SparkText(parsed, type);
    }

    /// <summary>Most keys are an object of one whole number, which is cut out: a parser of JSON is made for each row, at the cost of many such comparisons.</summary>
    private static string Key(string json, string name, string general)
    {
        var begin = $"{{\"{name}\":";
        var number = $"substr({json}, {begin.Length + 1}, length({json}) - {begin.Length + 1})";
        return $"CASE WHEN startswith({json}, {SparkLiteral.Quote(begin)}) AND endswith({json}, '}}') AND CAST(try_cast({number} AS BIGINT) AS STRING) = {number} THEN {number} ELSE {general} END";
    }

    private static string Value(SparkText value) => $"substr(to_json(array({value})), 2, length(to_json(array({value}))) - 2)";

    private static SqlType Shape(JsonElement shape, FunctionCall call) => shape.ValueKind switch
    {
        JsonValueKind.String when shape.GetString() == "VARCHAR" => SqlType.Text,
        JsonValueKind.Array when shape.GetArrayLength() == 1 => SqlType.ListOf(Shape(shape[0], call)),
        JsonValueKind.Object => SqlType.StructOf([.. shape.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, Shape(member.Value, call)))]),
        _ => throw call.Unknown($"{call.Name} with the shape {shape.GetRawText()} (take VARCHAR out and cast it)"),
    };

    private static string Inner(FunctionCall call, IEnumerable<(bool IsName, string Text)> steps)
    {
        var path = steps.ToList();
        return path.Count == 0 ? call[0].Sql : $"get_json_object({call[0]}, {SparkLiteral.Quote(Path(path, call))})";
    }

    /// <summary>
    /// Whether get_json_object finds a member of this name: within ['...'] its parser (JsonPathParser) has no escapes, ends at a quote or question mark, passes over blanks before a name, and takes * for all members.
    /// </summary>
    private static bool IsAddressable(string name) => name.Length > 0 && name.All(letter => char.IsLetterOrDigit(letter) || letter is '_' or '-' or '.');

    /// <summary>A struct of one member, which Spark's parser finds by its letters and case.</summary>
    private static string Member(string json, string name) => $"from_json({json}, {SparkLiteral.Quote(SqlType.StructOf([KeyValuePair.Create(name, SqlType.Text)]).Name)}).{SparkLiteral.Name(name)}";

    /// <summary>The steps of a path: '$.a."b c"[0]', of a JSON pointer, '/a/b c', or a plain name, as after ->>.</summary>
    private static List<(bool IsName, string Text)> Steps(FunctionCall call)
    {
        if (call.Nodes[1].ConstantInteger() is { } index)
            return [(false, index.ToString(System.Globalization.CultureInfo.InvariantCulture))];
        var path = call.Constant(1);
        if (path.StartsWith('/'))
            return [.. path[1..].Split('/').Select(step => (true, PointerStep(step, call)))];
        if (!path.StartsWith('$'))
            return [(true, path)];
        var steps = new List<(bool, string)>();
        for (var at = 1; at < path.Length;)
        {
            if (path[at] == '[' && path.IndexOf(']', at) is > 0 and var close && path[(at + 1)..close].All(char.IsAsciiDigit) && close > at + 1)
            {
                steps.Add((false, path[(at + 1)..close]));
                at = close + 1;
            }
            else if (path[at] == '.' && at + 1 < path.Length)
            {
                at = Name(path, at + 1, out var name);
                steps.Add(name.Length > 0 && name != "*" ? (true, name) : throw call.Unknown($"The JSON path {path}"));
            }
            else
            {
                throw call.Unknown($"The JSON path {path}");
            }
        }

        return steps.Count > 0 ? steps : throw call.Unknown("A JSON path to the whole");
    }

    /// <summary>A step of digits is a place where there is a list, a name where there is an object.</summary>
    private static string PointerStep(string step, FunctionCall call) => step.Length == 0 || step.All(char.IsAsciiDigit)
        ? throw call.Unknown($"A JSON pointer with the step '{step}'")
        : step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    /// <summary>Reads a name, plain or between double quotes with JSON's escapes; gives where it ends.</summary>
    private static int Name(string path, int from, out string name)
    {
        var quoted = path[from] == '"';
        var at = quoted ? from + 1 : from;
        var text = new StringBuilder();
        while (at < path.Length && (quoted ? path[at] != '"' : path[at] is not ('.' or '[')))
        {
            if (quoted && path[at] == '\\')
                text.Append(path[at++]);
            text.Append(path[at++]);
        }

        name = quoted ? JsonSerializer.Deserialize<string>($"\"{text}\"")! : text.ToString();
        return quoted ? at + 1 : at;
    }

    private static string Path(IEnumerable<(bool IsName, string Text)> steps, FunctionCall call) => "$" + string.Concat(steps.Select(step =>
        !step.IsName ? $"[{step.Text}]" : step.Text.Length > 0 && step.Text != "*" && !char.IsWhiteSpace(step.Text[0]) && !step.Text.Contains('\'', StringComparison.Ordinal) && !step.Text.Contains('?', StringComparison.Ordinal)
            ? $"['{step.Text}']"
            : throw call.Unknown($"The member '{step.Text}' within a longer JSON path")));
}
