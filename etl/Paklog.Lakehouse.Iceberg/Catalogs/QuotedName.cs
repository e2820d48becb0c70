using System.Text;

namespace Paklog.Lakehouse.Iceberg.Catalogs;

/// <summary>Names of several parts as people write them: dots between the parts, and a part with dots of its own between double quotes, in which a quote is doubled.</summary>
internal static class QuotedName
{
    /// <summary>The parts as a catalog keeps them, their own dots escaped (<see cref="EntryName.Escape"/>); null where one is empty. A quote that does not begin a part, or is never closed, is a character like any other.</summary>
    internal static List<string>? Parts(string text)
    {
        var parts = new List<string>();
        for (var at = 0; at <= text.Length; at++)
        {
            var part = Quoted(text, ref at);
            if (part is null)
            {
                var dot = text.IndexOf('.', at);
                var end = dot < 0 ? text.Length : dot;
                part = text[at..end];
                at = end;
            }

            if (part.Length == 0)
                return null;
            parts.Add(part);
        }

        return parts;
    }

    /// <summary>A part that the catalog keeps, as <see cref="Parts"/> reads it.</summary>
    internal static string Show(string part)
    {
        var plain = EntryName.Unescape(part);
        return plain.Contains('.', StringComparison.Ordinal) || plain.StartsWith('"') ? $"\"{plain.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : part;
    }

    /// <summary>The part that begins here with a quote, escaped, and the index behind it; null where none does.</summary>
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
                return EntryName.Escape(part.ToString());
            }
            else
            {
                return null;
            }
        }

        return null;
    }
}
