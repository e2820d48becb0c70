using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Steps;

/// <summary>The rows that a run has changed, kept in the engine for the steps behind: what a step has just written need not be found out again from files.</summary>
internal sealed class RunChanges(ISqlSession sql) : IAsyncDisposable
{
    private readonly Dictionary<TableIdentifier, (long From, TableChange Change)> changes = [];

    /// <summary>Tables that a step which is not over has changed.</summary>
    private readonly HashSet<TableIdentifier> open = [];

    /// <summary>Owns the rows of all changes.</summary>
    public WorkScope Rows { get; } = new(sql);

    /// <summary>Remembers that a table was changed from a snapshot to the next.</summary>
    public void Add(TableIdentifier table, long from, TableChange change)
    {
        changes[table] = (from, change);
        open.Add(table);
    }

    /// <summary>The step has committed what it changed.</summary>
    public void Keep() => open.Clear();

    /// <summary>Forgets what a step changed that has committed nothing.</summary>
    public void Undo()
    {
        foreach (var table in open)
            changes.Remove(table);
        open.Clear();
    }

    /// <summary>What changed since a snapshot; null when the run has not made just that change.</summary>
    public TableChange? Find(Table table, long from) =>
        changes.TryGetValue(table.Identifier, out var known) && known.From == from && table.Metadata.CurrentSnapshot?.ParentSnapshotId == from ? known.Change : null;

    public ValueTask DisposeAsync()
    {
        changes.Clear();
        open.Clear();
        return Rows.DisposeAsync();
    }
}
