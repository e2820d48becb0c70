using Paklog.Lakehouse.Definition;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Silver;

namespace Paklog.Lakehouse.Runs;

/// <summary>One run: what it was asked, where it reads and writes.</summary>
/// <param name="Branch">The branch that it reads; while it works, the run's own, so that a step sees what the steps before it wrote.</param>
internal sealed record RunContext(string RunId, string Branch, RunRequest Request, LakehouseDefinition Definition, Workspace Workspace)
{
    /// <summary>What stands in Bronze at the run's start.</summary>
    public LandedEvents Landed { get; } = new(
        Workspace.Engine, [.. Definition.Contracts.Select(contract => "bronze." + contract.Table).Union(Definition.OtherBronze)], (table, token) => Workspace.Catalog.LoadTableAsync(TableIdentifier.Parse(table), Branch, token));

    /// <summary>The rows that the run has changed so far.</summary>
    public RunChanges Changes { get; } = new(Workspace.Engine.Sql);

    /// <summary>What the run must leave as it is.</summary>
    public RunFailures Failures { get; init; } = new();

    public Task<Table?> LoadAsync(string table, CancellationToken cancellationToken) => Workspace.Catalog.LoadTableAsync(TableIdentifier.Parse(table), Branch, cancellationToken);

    /// <summary>The commit's note: who, what, which run.</summary>
    public CommitInfo Commit(string message) => new("lakehouse", message, new Dictionary<string, string> { ["paklog.run-id"] = RunId });
}
