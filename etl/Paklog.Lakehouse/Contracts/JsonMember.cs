using System.Text.Encodings.Web;
using System.Text.Json;
using Paklog.Lakehouse.DuckDb;

namespace Paklog.Lakehouse.Contracts;

/// <summary>
/// A member of a JSON object in SQL, found by its letters and case. It is named by a JSON pointer (RFC 6901), in which every character but <c>~</c> and <c>/</c> stands for itself:
/// DuckDB's paths between quotes read neither <c>\u1EF1</c> nor <c>\u0026</c>, and find nothing then without a word.
/// </summary>
internal static class JsonMember
{
    /// <summary>The member as text: a string without quotes, all else as JSON, NULL for JSON's null and for none.</summary>
    public static string Text(string json, string name) => $"json_extract_string({json}, {Path(name)})";

    /// <summary>The first of these members that has a value.</summary>
    public static string Text(string json, IEnumerable<string> names)
    {
        var texts = names.Select(name => Text(json, name)).ToList();
        return texts.Count == 1 ? texts[0] : $"coalesce({string.Join(", ", texts)})";
    }

    /// <summary>The member as JSON.</summary>
    public static string Value(string json, string name) => $"json_extract({json}, {Path(name)})";

    /// <summary>Whether there is such a member, be it null.</summary>
    public static string Exists(string json, string name) => $"coalesce(json_exists({json}, {Path(name)}), false)";

    /// <summary>The structure of <c>from_json</c> that takes these members out as texts. It is JSON itself.</summary>
    public static string Structure(IEnumerable<string> names) =>
        DuckDbLiteral.Quote("{" + string.Join(",", names.Select(name => $"\"{JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\":\"VARCHAR\"")) + "}");

    /// <summary>A step of digits alone would be the place in a list too: such a name needs no escape in a path.</summary>
    private static string Path(string name) => DuckDbLiteral.Quote(
        name.All(char.IsAsciiDigit) ? $"$.\"{name}\"" : "/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
}
