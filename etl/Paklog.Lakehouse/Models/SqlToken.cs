namespace Paklog.Lakehouse.Models;

/// <param name="Start">The index of its first character in the file.</param>
/// <param name="Line">Counted from 1.</param>
internal readonly record struct SqlToken(SqlTokenKind Kind, string Text, int Start, int Line)
{
    internal int End => Start + Text.Length;

    internal bool IsComment => Kind is SqlTokenKind.LineComment or SqlTokenKind.BlockComment;

    internal bool Is(string text) => Kind is SqlTokenKind.Word or SqlTokenKind.Symbol && Text.Equals(text, StringComparison.OrdinalIgnoreCase);
}
