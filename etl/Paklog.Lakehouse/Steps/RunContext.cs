using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Steps;

/// <summary>One run: what it was asked, where it reads and writes.</summary>
/// <param name="Branch">The branch that it reads; while it works, the run's own, so that a step sees what the steps before it wrote.</param>
internal sealed record RunContext(string RunId, string Branch, RunRequest Request, RunRules Rules, Workspace Workspace)
{
    /// <summary>What stands in Bronze at the run's start.</summary>
    public LandedEvents Landed { get; } = new(
        Workspace.Engine, Rules.BronzeTables, (table, token) => Workspace.Catalog.LoadTableAsync(TableIdentifier.Parse(table), Branch, token));

    /// <summary>The rows that the run has changed so far.</summary>
    public RunChanges Changes { get; } = new(Workspace.Engine.Sql);

    /// <summary>What the run must leave as it is.</summary>
    public RunFailures Failures { get; init; } = new();

    public Task<Table?> LoadAsync(string table, CancellationToken cancellationToken) => Workspace.Catalog.LoadTableAsync(TableIdentifier.Parse(table), Branch, cancellationToken);

    /// <summary>The commit's note: who, what, which run.</summary>
    public CommitInfo Commit(string message) => new("lakehouse", message, new Dictionary<string, string> { ["paklog.run-id"] = RunId });
}
