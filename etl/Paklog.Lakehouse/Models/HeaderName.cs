using System.Text.RegularExpressions;

namespace Paklog.Lakehouse.Models;

/// <summary>Names of columns and tables in the declarations of a header: plain words in lower case, and anything else between double quotes, as in the SELECT.</summary>
internal static partial class HeaderName
{
    /// <summary>The names in the pieces of a declaration, or null where one is something else.</summary>
    internal static string? Of(SqlToken token) => token.Kind switch
    {
        SqlTokenKind.Quoted => token.Name,
        SqlTokenKind.Word when Plain().IsMatch(token.Text) => token.Text,
        _ => null,
    };

    /// <summary>A name as a header writes it.</summary>
    internal static string Show(string name) => Plain().IsMatch(name) ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>The pieces of a declaration between its commas; null where it holds something that is no piece of SQL.</summary>
    internal static List<List<SqlToken>>? Split(string value)
    {
        var isSound = true;
        var tokens = new SqlTokenizer(value, (_, _) => isSound = false).Run();
        if (!isSound || tokens.Exists(token => token.IsComment))
            return null;
        var parts = new List<List<SqlToken>> { new() };
        foreach (var token in tokens)
        {
            if (token.Is(","))
                parts.Add([]);
            else
                parts[^1].Add(token);
        }

        return parts;
    }

    [GeneratedRegex("^[a-z_][a-z0-9_]*$")]
    private static partial Regex Plain();
}
