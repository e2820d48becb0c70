namespace Paklog.Lakehouse.Engine;

/// <summary>An engine refuses the text of a statement, or fails at a value that it works on: who wrote the statement can mend it.</summary>
/// <param name="reason">One sentence without the statement.</param>
/// <param name="statement">What to show of it; null for nothing.</param>
public sealed class StatementException(string reason, int? line, string? statement, Exception? inner = null) : LakehouseException(statement is null ? reason : $"{reason} The statement: {statement}", inner)
{
    public string Reason { get; } = reason;

    /// <summary>The line of the statement, from 1, where the engine knows it.</summary>
    public int? Line { get; } = line;
}
