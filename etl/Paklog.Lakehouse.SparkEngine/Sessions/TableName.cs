using System.Text;

namespace Paklog.Lakehouse.SparkEngine.Sessions;

/// <summary>A table or view of the session. Spark's temporary views have no schema, so it becomes part of the name there; Spark parses the names of views, so one of other characters than words have goes by the hex of its letters.</summary>
internal readonly record struct TableName(string? Schema, string Name)
{
    private const string HexMark = "hex__";

    public string OnSpark => Schema is null ? Word(Name) : $"{Word(Schema)}__{Word(Name)}";

    private static string Word(string name)
    {
        var lower = name.ToLowerInvariant();
        return lower.All(character => char.IsAsciiLetterOrDigit(character) || character == '_') && !lower.StartsWith(HexMark, StringComparison.Ordinal) ? lower : HexMark + Convert.ToHexStringLower(Encoding.UTF8.GetBytes(lower));
    }
}
