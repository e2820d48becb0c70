using System.Globalization;

namespace Paklog.Lakehouse.SparkEngine.Translation;

/// <summary>Functions whose translation depends on their arguments: on constants, on what is known of their types.</summary>
internal static class Expansions
{
    private static readonly Dictionary<string, Func<FunctionCall, SparkText>> All = new(StringComparer.Ordinal)
    {
        ["coalesce"] = Coalesce,
        ["ifnull"] = Coalesce,
        ["greatest"] = call => Alike(call, "greatest"),
        ["least"] = call => Alike(call, "least"),
        ["nullif"] = call => new SparkText($"nullif({call[0]}, {call[1]})", call[0].Type),
        ["+"] = call => Arithmetic.Print(call, "+", "try_add"),
        ["-"] = call => Arithmetic.Print(call, "-", "try_subtract"),
        ["*"] = call => Arithmetic.Print(call, "*", "try_multiply"),
        ["/"] = Arithmetic.Divide,
        ["//"] = Arithmetic.DivideWhole,
        ["<<"] = call => throw call.Unknown("A shift of bits"),
        ["abs"] = Arithmetic.Absolute,
        ["round"] = Arithmetic.Round,
        ["isfinite"] = Arithmetic.IsFinite,

        // Another number than DuckDB's: it is for comparisons within one engine. As a decimal it can be summed up: a few of 64 bits are more than 64 bits hold.
        ["hash"] = call => new SparkText($"CAST(xxhash64({string.Join(", ", call.Arguments)}) AS DECIMAL(20,0))", SqlType.Decimal(20, 0)),
        ["||"] = call => new SparkText($"({call.Expressions.AsText(call[0], call.Node)} || {call.Expressions.AsText(call[1], call.Node)})", call[0].Type.Kind == SqlKind.List ? call[0].Type : SqlType.Text),
        ["concat"] = call => new SparkText($"concat_ws('', {Texts(call)})", SqlType.Text),
        ["concat_ws"] = call => new SparkText($"concat_ws({Texts(call)})", SqlType.Text),
        ["left"] = call => Side(call, "left"),
        ["right"] = call => Side(call, "right"),
        ["substr"] = Substring,
        ["substring"] = Substring,
        ["string_split"] = Split,
        ["str_split"] = Split,
        ["split"] = Split,
        ["~~"] = call => Like(call, "LIKE"),
        ["!~~"] = call => Like(call, "NOT LIKE"),
        ["~~*"] = call => Like(call, "ILIKE"),
        ["!~~*"] = call => Like(call, "NOT ILIKE"),
        ["regexp_full_match"] = call => Matches(call, whole: true),
        ["regexp_matches"] = call => Matches(call, whole: false),
        ["regexp_replace"] = RegexFunctions.Replace,
        ["regexp_extract"] = RegexFunctions.Extract,
        ["json_extract_string"] = JsonFunctions.Text,
        ["->>"] = JsonFunctions.Text,
        ["json_exists"] = JsonFunctions.Exists,
        ["json_keys"] = JsonFunctions.Keys,
        ["to_json"] = JsonFunctions.ToJson,
        ["json_array"] = JsonFunctions.Array,
        ["from_json"] = JsonFunctions.From,
        ["json_transform"] = JsonFunctions.From,
        ["struct_pack"] = call => Structs.Pack([.. call.Nodes.Select((node, index) => KeyValuePair.Create(OutputNames.Of(node) ?? throw call.Unknown("A struct with a field that has no name"), call[index]))]),
        ["row"] = call => Structs.Pack([.. call.Arguments.Select((value, index) => KeyValuePair.Create(string.Create(CultureInfo.InvariantCulture, $"col{index + 1}"), value))]),
        ["struct_extract"] = call => Structs.Field(call[0], call.Constant(1)),
        ["list_value"] = call => new SparkText($"array({string.Join(", ", call.Arguments)})", SqlType.ListOf(ExpressionPrinter.Common(call.Arguments))),
        ["list_extract"] = Element,
        ["array_extract"] = Element,
        ["list_transform"] = ListFunctions.Transform,
        ["array_transform"] = ListFunctions.Transform,
        ["list_apply"] = ListFunctions.Transform,
        ["list_filter"] = ListFunctions.Filter,
        ["array_filter"] = ListFunctions.Filter,
        ["list_reduce"] = ListFunctions.Reduce,
        ["array_reduce"] = ListFunctions.Reduce,
        ["date_part"] = TimeFunctions.Part,
        ["datepart"] = TimeFunctions.Part,
        ["date_trunc"] = TimeFunctions.Truncate,
        ["datetrunc"] = TimeFunctions.Truncate,
        ["strftime"] = TimeFunctions.Format,
        ["timezone"] = TimeFunctions.AtZone,
        ["epoch_ms"] = TimeFunctions.Millis,
        ["epoch_us"] = TimeFunctions.Micros,
        ["make_timestamp"] = TimeFunctions.OfMicros,
        ["to_microseconds"] = call => TimeFunctions.Interval(call, 6),
        ["to_seconds"] = call => TimeFunctions.Interval(call, 5),
        ["to_minutes"] = call => TimeFunctions.Interval(call, 4),
        ["to_hours"] = call => TimeFunctions.Interval(call, 3),
        ["to_days"] = call => TimeFunctions.Interval(call, 2),
        ["to_months"] = call => TimeFunctions.Interval(call, 1),
        ["to_years"] = call => TimeFunctions.Interval(call, 0),
    };

    public static Func<FunctionCall, SparkText>? Find(string name) => All.GetValueOrDefault(name);

    private static string Texts(FunctionCall call) => string.Join(", ", call.Arguments.Select(argument => call.Expressions.AsText(argument, call.Node)));

    private static SparkText Coalesce(FunctionCall call) => new($"coalesce({string.Join(", ", call.Arguments)})", ExpressionPrinter.Common(call.Arguments));

    /// <summary>Both engines pass over NULLs; Spark wants two arguments.</summary>
    private static SparkText Alike(FunctionCall call, string name)
    {
        if (call.Arguments.Any(argument => argument.Type.Kind == SqlKind.Struct))
            throw call.Unknown($"{name} of structs");
        return call.Count == 1 ? call[0] : new SparkText($"{name}({string.Join(", ", call.Arguments)})", ExpressionPrinter.Common(call.Arguments));
    }

    /// <summary>A negative number is how many characters are left out on the other side.</summary>
    private static SparkText Side(FunctionCall call, string name)
    {
        var number = call.Nodes[1].ConstantInteger() is >= 0 ? call[1].Sql : $"CASE WHEN {call[1]} < 0 THEN greatest(length({call[0]}) + {call[1]}, 0) ELSE {call[1]} END";
        return new SparkText($"{name}({call[0]}, {number})", SqlType.Text);
    }

    /// <summary>To DuckDB the place 0 is the one before the first, and a negative length goes to the left; to Spark 0 is 1, and such a text is empty.</summary>
    private static SparkText Substring(FunctionCall call)
    {
        if (call.Count is not (2 or 3))
            throw call.Unknown();
        var (text, from) = (call[0].Sql, call[1].Sql);
        if (call.Count == 2)
            return new SparkText($"substr({text}, {from})", SqlType.Text);
        var length = call[2].Sql;
        if (call.Nodes[1].ConstantInteger() is not (null or 0) && call.Nodes[2].ConstantInteger() is >= 0)
            return new SparkText($"substr({text}, {from}, {length})", SqlType.Text);
        var end = $"CASE WHEN {from} > 0 THEN {from} - 1 ELSE length({text}) + {from} END";
        return new SparkText(
            $"CASE WHEN {from} = 0 THEN substr({text}, 1, {length} - 1) WHEN {length} >= 0 THEN substr({text}, {from}, {length}) WHEN {length} < 0 THEN substr({text}, greatest({end} + {length}, 0) + 1, {end} - greatest({end} + {length}, 0)) END",
            SqlType.Text);
    }

    private static SparkText Split(FunctionCall call)
    {
        var separator = call.Constant(1);
        return separator.Length > 0 && !separator.Contains(@"\E", StringComparison.Ordinal)
            ? new SparkText($"split({call[0]}, {SparkLiteral.Quote(@"\Q" + separator + @"\E")})", SqlType.ListOf(SqlType.Text))
            : throw call.Unknown("string_split at an empty text");
    }

    /// <summary>DuckDB has no escape in LIKE unless one is named, Spark has the backslash.</summary>
    private static SparkText Like(FunctionCall call, string word) =>
        new($"({call[0]} {word} {SparkLiteral.Quote(call.Constant(1).Replace(@"\", @"\\", StringComparison.Ordinal))})", SqlType.Boolean);

    private static SparkText Matches(FunctionCall call, bool whole)
    {
        var pattern = RegexText.ToJava(call.Constant(1), call);
        if (call.Count > 2)
            throw call.Unknown($"{call.Name} with options");
        return new SparkText($"({call[0]} RLIKE {SparkLiteral.Quote(whole ? @"\A(?:" + pattern + @")\z" : pattern)})", SqlType.Boolean);
    }

    private static SparkText Element(FunctionCall call) => Lists.Extract(call[0], call.Nodes[1], call[1], call.Context, call.Node);
}
