using System.Diagnostics;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Transactions;

namespace Paklog.Lakehouse.Runs;

/// <summary>Writes what a step computed to the run's branch: all its tables in one commit, each with the state that says what it has consumed.</summary>
internal sealed class DerivedWriter(RunContext context, DerivedState state)
{
    private readonly Transaction transaction = context.Workspace.Begin(context.Branch);

    /// <summary>Adds a table's change to the commit.</summary>
    /// <param name="rows">A relation with the table's columns.</param>
    /// <param name="keys">A relation with the columns <paramref name="key"/> that says which keys the rows are all of; null when they are the whole table.</param>
    public async Task<TableResult> WriteAsync(
        TableIdentifier identifier,
        Schema schema,
        PartitionSpec spec,
        string rows,
        string? keys,
        IReadOnlyList<string> key,
        StepMode mode,
        string reason,
        Stopwatch started,
        CancellationToken cancellationToken)
    {
        var workspace = context.Workspace;
        var properties = state.ToProperties(context.RunId);
        var table = await SchemaSync.AlignAsync(context, identifier, schema, spec, cancellationToken);
        if (table is null)
        {
            var target = workspace.NewTarget(identifier, schema, spec);
            var files = await workspace.Engine.Writer.WriteAsync(target, $"select * from {rows}", cancellationToken);
            transaction.Table(identifier).Create(schema, spec, location: target.Location).Append(files, properties);
            var written = files.Sum(file => file.RecordCount);
            return new TableResult(identifier.ToString(), mode, reason, written, written, 0, files.Count, 0, 0, started.Elapsed);
        }

        var filter = keys is null ? Expression.AlwaysTrue : KeyRange.Of(workspace.Connection, schema, keys, key);
        var name = context.Changes.NextName();
        var delta = await new TableMerge(workspace.Engine, table).MergeAsync(rows, keys, key, filter, name, cancellationToken);
        if (table.Metadata.CurrentSnapshotId is { } current)
            context.Changes.Add(identifier, current, new TableChange(TableMerge.Gone(name), TableMerge.Added(name)));
        transaction.Table(identifier).Apply(delta.ToAction(table.Metadata.CurrentSnapshotId, properties));
        var total = long.Parse(table.Metadata.CurrentSnapshot?.Summary.GetValueOrDefault("total-records", "0") ?? "0", System.Globalization.CultureInfo.InvariantCulture);
        return new TableResult(
            identifier.ToString(), mode, reason, await CountAsync(table, total, delta, cancellationToken), delta.RowsAdded, delta.RowsDeleted, delta.Added.Count, delta.FilesRewritten, delta.Deletes.Count, started.Elapsed);
    }

    public Task CommitAsync(string message, CancellationToken cancellationToken) => transaction.CommitAsync(context.Commit(message), cancellationToken);

    /// <summary>Live rows after the merge. The summary's total counts rows that position deletes have taken, so it serves only where there are none.</summary>
    private async Task<long> CountAsync(Table table, long total, MergeDelta delta, CancellationToken cancellationToken)
    {
        if (table.Metadata.CurrentSnapshot?.Summary.GetValueOrDefault("total-position-deletes", "0") == "0")
            return total + delta.RowsAdded - delta.RowsDeleted;
        var relation = await context.Workspace.Engine.Reader.ReadAsync(table, cancellationToken);
        return (long)context.Workspace.Connection.QueryScalar($"select count(*) from {relation.Sql}")! + delta.RowsAdded - delta.RowsDeleted;
    }
}
