using System.Text.RegularExpressions;

namespace Paklog.Lakehouse.SparkEngine.Translation;

/// <summary>
/// The list: what each function of DuckDB is on Spark. A function that does not stand here is refused. The holes in a template are the arguments by number, or with a star all of them.
/// Functions that take more than a template are in <see cref="Expansions"/>, aggregates in <see cref="Aggregates"/>.
/// </summary>
internal static partial class Functions
{
    /// <summary>What trim takes for blanks: the category Zs of Unicode; to Spark it is U+0020 alone.</summary>
    private const string Spaces = " \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000";

    private static readonly Dictionary<string, (string Template, SqlType Type)> Templates = new(StringComparer.Ordinal)
    {
        // Text. Both engines count code points and order texts by their bytes.
        ["contains/2"] = ("contains(<0>, <1>)", SqlType.Boolean),
        ["starts_with/2"] = ("startswith(<0>, <1>)", SqlType.Boolean),
        ["prefix/2"] = ("startswith(<0>, <1>)", SqlType.Boolean),
        ["ends_with/2"] = ("endswith(<0>, <1>)", SqlType.Boolean),
        ["suffix/2"] = ("endswith(<0>, <1>)", SqlType.Boolean),
        ["length/1"] = ("length(<0>)", SqlType.Int),
        ["strlen/1"] = ("octet_length(<0>)", SqlType.Int),
        ["octet_length/1"] = ("octet_length(<0>)", SqlType.Int),
        ["lower/1"] = ("lower(<0>)", SqlType.Text),
        ["upper/1"] = ("upper(<0>)", SqlType.Text),
        ["replace/3"] = ("replace(<0>, <1>, <2>)", SqlType.Text),
        ["translate/3"] = ("translate(<0>, <1>, <2>)", SqlType.Text),
        ["repeat/2"] = ("repeat(<0>, <1>)", SqlType.Text),
        ["lpad/3"] = ("lpad(<0>, <1>, <2>)", SqlType.Text),
        ["rpad/3"] = ("rpad(<0>, <1>, <2>)", SqlType.Text),
        ["substr/2"] = ("substr(<0>, <1>)", SqlType.Text),
        ["substring/2"] = ("substr(<0>, <1>)", SqlType.Text),
        ["ltrim/1"] = ("TRIM(LEADING '" + Spaces + "' FROM <0>)", SqlType.Text),
        ["rtrim/1"] = ("TRIM(TRAILING '" + Spaces + "' FROM <0>)", SqlType.Text),
        ["trim/1"] = ("TRIM(BOTH '" + Spaces + "' FROM <0>)", SqlType.Text),
        ["ltrim/2"] = ("TRIM(LEADING <1> FROM <0>)", SqlType.Text),
        ["rtrim/2"] = ("TRIM(TRAILING <1> FROM <0>)", SqlType.Text),
        ["trim/2"] = ("TRIM(BOTH <1> FROM <0>)", SqlType.Text),
        ["split_part/3"] = ("split_part(<0>, <1>, <2>)", SqlType.Text),
        ["strpos/2"] = ("instr(<0>, <1>)", SqlType.Int),
        ["instr/2"] = ("instr(<0>, <1>)", SqlType.Int),
        ["position/2"] = ("instr(<0>, <1>)", SqlType.Int),
        ["md5/1"] = ("md5(<0>)", SqlType.Text),
        ["hex/1"] = ("hex(<0>)", SqlType.Text),
        ["to_base64/1"] = ("base64(<0>)", SqlType.Text),
        ["base64/1"] = ("base64(<0>)", SqlType.Text),

        // unbase64 passes over what is no base64, and DuckDB refuses it.
        ["from_base64/1"] = (@"CASE WHEN <0> RLIKE '^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?\\z' THEN unbase64(<0>) END", SqlType.Blob),

        // Numbers.
        ["%/2"] = ("(<0> % <1>)", SqlType.Unknown),
        ["mod/2"] = ("(<0> % <1>)", SqlType.Unknown),
        ["isnan/1"] = ("CASE WHEN <0> IS NOT NULL THEN isnan(<0>) END", SqlType.Boolean),
        ["isinf/1"] = ("(abs(<0>) = double('Infinity'))", SqlType.Boolean),
        ["error/1"] = ("raise_error(<0>)", SqlType.Null),

        // Dates. TIMESTAMP WITH TIME ZONE is taken in the session's time zone by both.
        ["year/1"] = ("year(<0>)", SqlType.Int),
        ["quarter/1"] = ("quarter(<0>)", SqlType.Int),
        ["month/1"] = ("month(<0>)", SqlType.Int),
        ["week/1"] = ("weekofyear(<0>)", SqlType.Int),
        ["weekofyear/1"] = ("weekofyear(<0>)", SqlType.Int),
        ["isoyear/1"] = ("extract(YEAROFWEEK FROM <0>)", SqlType.Int),
        ["day/1"] = ("day(<0>)", SqlType.Int),
        ["dayofmonth/1"] = ("day(<0>)", SqlType.Int),
        ["dayofyear/1"] = ("dayofyear(<0>)", SqlType.Int),
        ["isodow/1"] = ("(weekday(<0>) + 1)", SqlType.Int),
        ["dayofweek/1"] = ("(dayofweek(<0>) - 1)", SqlType.Int),
        ["hour/1"] = ("hour(<0>)", SqlType.Int),
        ["minute/1"] = ("minute(<0>)", SqlType.Int),
        ["second/1"] = ("second(<0>)", SqlType.Int),
        ["make_timestamptz/1"] = ("timestamp_micros(<0>)", SqlType.TimestampTz),

        // Lists.
        ["len/1"] = ("array_size(<0>)", SqlType.Int),
        ["array_length/1"] = ("array_size(<0>)", SqlType.Int),
        ["unnest/1"] = ("explode(<0>)", SqlType.Unknown),

        // DuckDB says false where Spark would say NULL: when the list holds a NULL and not the element.
        ["list_contains/2"] = ("CASE WHEN <0> IS NOT NULL AND <1> IS NOT NULL THEN coalesce(array_contains(<0>, <1>), false) END", SqlType.Boolean),
    };

    public static SparkText Print(FunctionCall call)
    {
        if (Expansions.Find(call.Name) is { } expansion)
            return Plain(call, expansion(call));
        if (Aggregates.Has(call.Name))
            return Aggregates.Print(call);
        if (!Templates.TryGetValue($"{call.Name}/{call.Count}", out var entry) && !Templates.TryGetValue(call.Name + "/*", out entry))
            throw call.Unknown();
        var text = Placeholder().Replace(entry.Template, hole => hole.Value == "<*>" ? string.Join(", ", call.Arguments) : call[hole.Value[1] - '0'].Sql);
        return Plain(call, new SparkText(text, entry.Type.Kind == SqlKind.Unknown ? TypeOf(call) : entry.Type));
    }

    /// <summary>The template of a function of one argument.</summary>
    public static string Template(string name) => Templates[name + "/1"].Template;

    /// <summary>A function that is no aggregate takes no FILTER, DISTINCT or ORDER BY.</summary>
    private static SparkText Plain(FunctionCall call, SparkText text) =>
        call.Node.Find("filter") is null && !call.Node.Flag("distinct") ? text : throw call.Unknown($"FILTER or DISTINCT with {call.Name}");

    /// <summary>The type of arithmetics: that of the arguments where it is one of numbers that stay of their kind.</summary>
    private static SqlType TypeOf(FunctionCall call)
    {
        if (call.Name == "unnest")
            return call[0].Type.Element ?? SqlType.Unknown;
        var type = ExpressionPrinter.Common(call.Arguments);
        return type.Kind is SqlKind.Integer or SqlKind.Double or SqlKind.Float || (type.Kind == SqlKind.Decimal && type.Scale == 0) ? type : SqlType.Unknown;
    }

    [GeneratedRegex("<[0-9*]>")]
    private static partial Regex Placeholder();
}
