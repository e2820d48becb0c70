using System.Globalization;
using System.Text;

namespace Paklog.Lakehouse.Contracts;

/// <summary>Texts between quotes (YAML 1.2, 5.7 and 7.3): what prints stands for itself, in any script.</summary>
internal static class YamlText
{
    public static string Quote(string text)
    {
        if (text.AsSpan().ContainsAny('"', '\\') && text.EnumerateRunes().All(Prints))
            return $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append(@"\\"),
                '\n' => quoted.Append(@"\n"),
                '\r' => quoted.Append(@"\r"),
                '\t' => quoted.Append(@"\t"),
                _ when Prints(rune) => quoted.Append(rune),
                _ => quoted.Append(@"\U").Append(rune.Value.ToString("X8", CultureInfo.InvariantCulture)),
            };
        }

        return quoted.Append('"').ToString();
    }

    private static bool Prints(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
