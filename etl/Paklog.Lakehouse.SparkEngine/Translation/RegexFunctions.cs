using System.Globalization;
using System.Text;

namespace Paklog.Lakehouse.SparkEngine.Translation;

/// <summary>regexp_replace and regexp_extract.</summary>
internal static class RegexFunctions
{
    /// <summary>Without the option g DuckDB replaces the first match alone: Spark is given the text before it too, to put back.</summary>
    public static SparkText Replace(FunctionCall call)
    {
        var pattern = RegexText.ToJava(call.Constant(1), call);
        var options = call.Count > 3 ? call.Constant(3) : "";
        if (options is not ("" or "g"))
            throw call.Unknown($"regexp_replace with the options {options}");
        var first = options.Length == 0 && !(call.Constant(1).StartsWith('^') && !call.Constant(1).Contains('|', StringComparison.Ordinal));
        var replacement = Replacement(call.Constant(2), first ? 1 : 0, call);
        return first
            ? new SparkText($"regexp_replace({call[0]}, {SparkLiteral.Quote($@"\A((?s:.*?))(?:{pattern})")}, {SparkLiteral.Quote("$1" + replacement)})", SqlType.Text)
            : new SparkText($"regexp_replace({call[0]}, {SparkLiteral.Quote(pattern)}, {SparkLiteral.Quote(replacement)})", SqlType.Text);
    }

    /// <summary>The whole match, a group by number, or a struct of groups by the names that are given to them; empty texts where nothing matches.</summary>
    public static SparkText Extract(FunctionCall call)
    {
        var pattern = SparkLiteral.Quote(RegexText.ToJava(call.Constant(1), call));
        if (call.Count == 2 || call.Nodes[2].ConstantInteger() is not null)
            return new SparkText(Group(call[0].Sql, call.Count == 2 ? 0 : call.Nodes[2].ConstantInteger()!.Value), SqlType.Text);
        if (call.Count != 3 || !call.Nodes[2].Calls("list_value"))
            throw call.Unknown("regexp_extract with options");
        var names = call.Nodes[2].Children().Select(name => name.ConstantText() ?? throw call.Unknown("A group whose name is no constant"));

        // Each group is a call of its own: what is matched is computed once.
        var text = call[0].IsPlain ? call[0].Sql : SparkLiteral.Name(call.Context.NewName("text"));
        var groups = Structs.Pack([.. names.Select((name, index) => KeyValuePair.Create(name, new SparkText(Group(text, index + 1), SqlType.Text)))]);
        var whole = $"CASE WHEN {text} IS NOT NULL THEN {groups} END";
        return call[0].IsPlain ? groups with { Sql = whole } : new SparkText($"transform(array({call[0]}), {text} -> {whole})[0]", groups.Type);

        string Group(string text, long number) => string.Create(CultureInfo.InvariantCulture, $"regexp_extract({text}, {pattern}, {number})");
    }

    /// <summary>\1 is $1 to Java, \0 the whole match; $ must be escaped.</summary>
    private static string Replacement(string text, int shift, FunctionCall call)
    {
        var java = new StringBuilder();
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '\\')
            {
                java.Append(text[at] == '$' ? @"\$" : text[at].ToString());
                continue;
            }

            var next = at + 1 < text.Length ? text[++at] : throw call.Unknown("A replacement that ends in a backslash");
            if (next == '\\')
                java.Append(@"\\");
            else if (char.IsAsciiDigit(next) && (next != '0' || shift == 0))
                java.Append('$').Append((char)(next + shift));
            else
                throw call.Unknown($@"\{next} in a replacement");
        }

        return java.ToString();
    }
}
