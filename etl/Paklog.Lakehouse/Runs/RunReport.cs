namespace Paklog.Lakehouse.Runs;

/// <summary>What a run did.</summary>
/// <param name="Tables">The tables that were written; empty when there was nothing new.</param>
/// <param name="Skipped">Tables with nothing new, and why.</param>
/// <param name="PublishedAs">The commit of the target branch; null when nothing was published.</param>
public sealed record RunReport(string RunId, IReadOnlyList<TableResult> Tables, IReadOnlyList<(string Table, string Reason)> Skipped, string? PublishedAs, TimeSpan Elapsed)
{
    /// <summary>What audits have found wrong, a sentence each.</summary>
    public IReadOnlyList<string> AuditFailures { get; init; } = [];

    /// <summary>The branch that holds what the run wrote; null unless an audit failed.</summary>
    public string? KeptBranch { get; init; }
}

/// <summary>A table of a plan. For a table whose inputs the same run will change, the mode says what is known before.</summary>
public sealed record PlannedTable(IReadOnlyList<string> Tables, StepMode Mode, string Reason);

/// <summary>News of a run while it works.</summary>
public abstract record RunProgress
{
    public sealed record Started(string Table, StepMode Mode, string Reason, int Step, int Steps) : RunProgress;

    public sealed record Finished(IReadOnlyList<TableResult> Tables) : RunProgress;
}
