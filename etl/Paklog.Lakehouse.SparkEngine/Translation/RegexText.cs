using System.Text;

namespace Paklog.Lakehouse.SparkEngine.Translation;

/// <summary>
/// Regular expressions of RE2 (github.com/google/re2/wiki/Syntax) as java.util.regex reads them. What the two read differently is written so that it means the same; what has no counterpart is refused.
/// </summary>
internal static class RegexText
{
    /// <summary>Escapes that mean the same to both: RE2's \d, \w and \b are ASCII, as Java's \d and \w are.</summary>
    private const string SameEscapes = "dDwWAztnrfv.+*?()[]{}|^$\\/-\"'#&~ %@!=<>,:;_`";

    public static string ToJava(string pattern, FunctionCall call)
    {
        // Only a line feed ends a line to RE2's dot.
        var java = new StringBuilder(pattern.Contains('.', StringComparison.Ordinal) ? "(?d)" : "");
        var inClass = false;
        for (var at = 0; at < pattern.Length; at++)
        {
            var character = pattern[at];
            if (character == '\\')
            {
                var next = at + 1 < pattern.Length ? pattern[++at] : throw call.Unknown("A regular expression that ends in a backslash");
                java.Append(Escaped(next, inClass, call));
            }
            else if (inClass)
            {
                if (character == '[' && at + 1 < pattern.Length && pattern[at + 1] == ':')
                    throw call.Unknown("A POSIX class in a regular expression");
                inClass = character != ']';

                // Inside a class Java reads [ as a class within it and && as an intersection.
                java.Append(character is '[' or '&' ? "\\" + character : character.ToString());
            }
            else if (character == '[')
            {
                inClass = true;
                java.Append(character);
                if (at + 1 < pattern.Length && pattern[at + 1] == '^')
                    java.Append(pattern[++at]);
                if (at + 1 < pattern.Length && pattern[at + 1] == ']')
                {
                    java.Append(@"\]");
                    at++;
                }
            }
            else
            {
                // RE2's $ is the end of the text; Java's stands before a last line end too.
                java.Append(character == '$' ? @"\z" : character.ToString());
            }
        }

        return java.ToString();
    }

    private static string Escaped(char next, bool inClass, FunctionCall call) => next switch
    {
        // Java's \s also takes a vertical tab, its \b letters beyond ASCII.
        's' => inClass ? @"\t\n\f\r " : @"[\t\n\f\r ]",
        'S' when !inClass => @"[^\t\n\f\r ]",
        'b' when !inClass => @"(?:(?<=[0-9A-Za-z_])(?![0-9A-Za-z_])|(?<![0-9A-Za-z_])(?=[0-9A-Za-z_]))",
        _ when SameEscapes.Contains(next, StringComparison.Ordinal) => @"\" + next,
        _ => throw call.Unknown($@"\{next} in a regular expression"),
    };
}
