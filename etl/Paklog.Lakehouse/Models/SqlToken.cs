namespace Paklog.Lakehouse.Models;

/// <param name="Start">The index of its first character in the file.</param>
/// <param name="Line">Counted from 1.</param>
internal readonly record struct SqlToken(SqlTokenKind Kind, string Text, int Start, int Line)
{
    internal int End => Start + Text.Length;

    internal bool IsComment => Kind is SqlTokenKind.LineComment or SqlTokenKind.BlockComment;

    /// <summary>Whether it can be the name of a column or table: a word, which may be a keyword, or anything between double quotes.</summary>
    internal bool IsName => Kind is SqlTokenKind.Word or SqlTokenKind.Quoted;

    /// <summary>A name as it is meant: without its quotes.</summary>
    internal string Name => Kind == SqlTokenKind.Quoted ? Text[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : Text;

    internal bool Is(string text) => Kind is SqlTokenKind.Word or SqlTokenKind.Symbol && Text.Equals(text, StringComparison.OrdinalIgnoreCase);
}
