using System.Text;

namespace Paklog.Lakehouse.Iceberg.Catalogs;

/// <summary>Names of several parts as people write them: dots between the parts, and a part with dots of its own between double quotes, in which a quote is doubled (SQL's delimited identifier). No two lists of parts have one text.</summary>
public static class QuotedName
{
    /// <summary>The parts, and whether each stood between quotes; null where one is empty. A quote that does not begin a part, or is never closed, is a character like any other.</summary>
    public static IReadOnlyList<(string Text, bool IsQuoted)>? Parts(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = new List<(string Text, bool IsQuoted)>();
        for (var at = 0; at <= text.Length; at++)
        {
            var part = Quoted(text, ref at);
            parts.Add((part ?? Plain(text, ref at), part is not null));
            if (parts[^1].Text.Length == 0)
                return null;
        }

        return parts;
    }

    /// <summary>A part as <see cref="Parts"/> reads it: between quotes only where it needs them.</summary>
    /// <param name="separator">What stands between the parts.</param>
    public static string Write(string part, char separator = '.')
    {
        ArgumentNullException.ThrowIfNull(part);
        return part.Contains(separator) || part.StartsWith('"') ? $"\"{part.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : part;
    }

    private static string Plain(string text, ref int at)
    {
        var (start, dot) = (at, text.IndexOf('.', at));
        at = dot < 0 ? text.Length : dot;
        return text[start..at];
    }

    /// <summary>The part that begins here with a quote, and the index behind it; null where none does.</summary>
    private static string? Quoted(string text, ref int at)
    {
        if (at >= text.Length || text[at] != '"')
            return null;
        var part = new StringBuilder();
        for (var i = at + 1; i < text.Length; i++)
        {
            if (text[i] != '"')
            {
                part.Append(text[i]);
            }
            else if (i + 1 < text.Length && text[i + 1] == '"')
            {
                part.Append(text[i++]);
            }
            else if (i + 1 == text.Length || text[i + 1] == '.')
            {
                at = i + 1;
                return part.ToString();
            }
            else
            {
                return null;
            }
        }

        return null;
    }
}
