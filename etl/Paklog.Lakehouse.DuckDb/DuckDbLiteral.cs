namespace Paklog.Lakehouse.DuckDb;

/// <summary>
/// Text literals for the few statements that take no bound value: the path and the options of COPY ... TO, SET, ATTACH.
/// Everywhere else bind the value.
/// </summary>
public static class DuckDbLiteral
{
    /// <summary>Writes a text as a standard SQL literal: in single quotes, those within it doubled; a backslash is itself.</summary>
    /// <exception cref="ArgumentException">The text holds NUL, which cannot stand in SQL text.</exception>
    public static string Quote(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Contains('\0'))
            throw new ArgumentException("A literal cannot hold a NUL character; bind the value instead.", nameof(text));
        return $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
    }
}
