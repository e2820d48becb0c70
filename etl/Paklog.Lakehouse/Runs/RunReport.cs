using Paklog.Lakehouse.Steps;

namespace Paklog.Lakehouse.Runs;

/// <summary>What a run did.</summary>
/// <param name="Tables">The tables that were written; empty when there was nothing new.</param>
/// <param name="Skipped">Tables with nothing new, and why.</param>
/// <param name="PublishedAs">The commit of the target branch; null when nothing was published.</param>
public sealed record RunReport(string RunId, IReadOnlyList<TableResult> Tables, IReadOnlyList<(string Table, string Reason)> Skipped, string? PublishedAs, TimeSpan Elapsed)
{
    /// <summary>Tables that stay as they were, since something is wrong with them or with what they need. The others were written as ever.</summary>
    public IReadOnlyList<RunFailure> Failures { get; init; } = [];

    /// <summary>What audits have found wrong, a sentence each.</summary>
    public IReadOnlyList<string> AuditFailures { get; init; } = [];

    /// <summary>The branch that holds what the run wrote; null unless an audit failed.</summary>
    public string? KeptBranch { get; init; }

    /// <summary>The report, where nothing failed; for callers that have no use for a run that did only a part.</summary>
    /// <exception cref="LakehouseException">Tables failed; the message names each with its reason.</exception>
    public RunReport EnsureSuccess() => Failures.Count == 0 ? this : throw new LakehouseException(
        string.Join(" ", Failures.Select(failure => $"{string.Join(", ", failure.Tables)}: {failure.Error}")), Failures.Select(failure => failure.Cause).OfType<Exception>().FirstOrDefault());
}

/// <summary>A table of a plan. For a table whose inputs the same run will change, the mode says what is known before.</summary>
public sealed record PlannedTable(IReadOnlyList<string> Tables, StepMode Mode, string Reason)
{
    /// <summary>Whether the tables cannot be run, as <see cref="Reason"/> says.</summary>
    public bool Fails => Cause is not null || IsLeftOut;

    /// <summary>Whether the tables wait for others that fail.</summary>
    public bool IsLeftOut { get; init; }

    public Exception? Cause { get; init; }
}

/// <summary>News of a run while it works.</summary>
public abstract record RunProgress
{
    public sealed record Started(string Table, StepMode Mode, string Reason, int Step, int Steps) : RunProgress;

    public sealed record Finished(IReadOnlyList<TableResult> Tables) : RunProgress;
}
