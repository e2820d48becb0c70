using System.Diagnostics;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Transactions;

namespace Paklog.Lakehouse.Steps;

/// <summary>Writes what a step computed to the run's branch: all its tables in one commit, each with the state that says what it has consumed.</summary>
internal sealed class DerivedWriter(RunContext context, DerivedState state)
{
    private readonly Transaction transaction = context.Workspace.Begin(context.Branch);

    /// <summary>Adds a table's change to the commit.</summary>
    public async Task<TableResult> WriteAsync(TableRows change, StepMode mode, string reason, Stopwatch started, CancellationToken cancellationToken)
    {
        var workspace = context.Workspace;
        var properties = state.ToProperties(context.RunId);
        var identifier = change.Table;
        var table = await SchemaSync.AlignAsync(context, identifier, change.Schema, change.Spec, cancellationToken);
        if (table is null)
        {
            var target = workspace.NewTarget(identifier, change.Schema, change.Spec) with { Order = change.Order };
            var files = await workspace.Engine.Writer.WriteAsync(target, $"select * from {change.Rows}", cancellationToken);
            transaction.Table(identifier).Create(change.Schema, change.Spec, location: target.Location).Append(files, properties);
            var written = files.Sum(file => file.RecordCount);
            return new TableResult(identifier.ToString(), mode, reason, written, written, 0, files.Count, 0, 0, started.Elapsed);
        }

        var filter = change.Keys is null ? Expression.AlwaysTrue : (await KeyRange.OfAsync(workspace.Engine.Sql, change.Schema, change.Keys, change.Key, cancellationToken)).And(change.Filter);
        var merge = new TableMerge(workspace.Engine, table) { Order = change.Order };
        var delta = await merge.MergeAsync(change.Rows, change.Keys, change.Key, filter, context.Changes.Rows, cancellationToken);
        if (table.Metadata.CurrentSnapshotId is { } current)
            context.Changes.Add(identifier, current, delta.Change);
        transaction.Table(identifier).Apply(delta.ToAction(table.Metadata.CurrentSnapshotId, properties));
        var rows = await workspace.Engine.Reader.CountAsync(table, cancellationToken) + delta.RowsAdded - delta.RowsDeleted;
        return new TableResult(identifier.ToString(), mode, reason, rows, delta.RowsAdded, delta.RowsDeleted, delta.Added.Count, delta.FilesRewritten, delta.Deletes.Count, started.Elapsed);
    }

    public Task CommitAsync(string message, CancellationToken cancellationToken) =>
        context.Workspace.Engine.Writer.Uncommitted.CommitAsync(() => transaction.CommitAsync(context.Commit(message), cancellationToken));
}
