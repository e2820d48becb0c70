using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Steps;

namespace Paklog.Lakehouse.Silver;

/// <summary>
/// Silver tables whose timelines new events extend (<see cref="InOrder"/>): a key's last new event is its current row, and its new versions follow the last one that history has. No event of before is read.
/// </summary>
internal sealed class TimelineAppend(RunContext context, Contract contract, WorkScope work)
{
    private readonly ISqlSession sql = work.Sql;

    private readonly SilverColumns columns = new(contract);

    /// <summary>
    /// The SELECT of the new events to decode, when these only extend the timelines of their keys (<see cref="InOrder"/>) and nothing else is asked for or waits; null otherwise.
    /// </summary>
    public async Task<(string Events, Keyless Keyless)?> SelectAsync(SilverInput bronze, DerivedState? state, Horizon horizon, CancellationToken cancellationToken)
    {
        if (state is not { Waiting: null } || horizon.IsWaiting || context.Request is not { From: null, To: null } || contract.Parent is not null || context.Rules.Epochs.Count > 0
            || await SilverEvents.IsHeldBackAsync(context, contract, cancellationToken))
            return null;
        var engine = context.Workspace.Engine;
        var fresh = await BoundEvents.NewAsync(engine, work, bronze, cancellationToken);
        return await new InOrder(engine.Reader, sql, contract, bronze).HoldsAsync(fresh.View.Name, cancellationToken)
            ? (EventsSql.Select(fresh.View.Name, EpochSql.Expression([]), "true", null), fresh.Keyless)
            : null;
    }

    /// <summary>The changes of the current table and, where there is one, of the history. Null where a key does not fit the contract's types: only its row may tell what it is.</summary>
    /// <param name="timeline">The accepted new events.</param>
    public async Task<IReadOnlyList<TableRows>?> PrepareAsync(WorkTable timeline, CancellationToken cancellationToken)
    {
        var keys = await work.KeepAsync("extended_keys", columns.TypedKeys($"(select distinct _key from {timeline})"), cancellationToken);
        if (await sql.AnyAsync($"{keys} where {string.Join(" or ", columns.Key.Select(column => $"{column.Value} is null"))}", cancellationToken))
            return null;
        var current = new TableRows(
            TableIdentifier.Parse("silver." + contract.Table), SilverTables.Current(contract), PartitionSpec.Unpartitioned, $"({HistorySql.Current(contract, timeline.Name)})", columns.NamedKeys(keys.Name), contract.Key);
        return contract.History is null ? [current] : [current, await HistoryAsync(timeline, keys, cancellationToken)];
    }

    private async Task<TableRows> HistoryAsync(WorkTable timeline, WorkTable keys, CancellationToken cancellationToken)
    {
        var identifier = TableIdentifier.Parse($"silver.{contract.Table}_history");
        var schema = SilverTables.History(contract);
        var table = (await context.LoadAsync(identifier.ToString(), cancellationToken))!;
        var last = await FindLastAsync(table, schema, keys, cancellationToken);
        var versions = await work.KeepAsync("extended_versions", HistorySql.Extend(contract, timeline.Name, last.Name), cancellationToken);
        var key = $"(select {string.Join(", ", columns.Key.Select(SilverColumns.Name))}, version from {versions})";
        return new TableRows(identifier, schema, SilverTables.HistorySpec(schema), versions.Name, key, [.. contract.Key, "version"])
        {
            // Of the versions that stand, only current ones change.
            Filter = Expression.Equal("is_current", true),
        };
    }

    /// <summary>The last version of each key, current or, of a key that was deleted, closed.</summary>
    private async Task<WorkTable> FindLastAsync(Table table, Schema schema, WorkTable keys, CancellationToken cancellationToken)
    {
        var last = await work.KeepAsync("last_versions", await VersionsAsync(table, schema, keys.Name, isCurrent: true, cancellationToken), cancellationToken);
        var missing = $"(select * from {keys} k where not exists (select 1 from {last} l where l._key = k._key))";
        var closed = await VersionsAsync(table, schema, missing, isCurrent: false, cancellationToken);
        await sql.AppendAsync(last, $"{closed} qualify row_number() over (partition by k._key order by h.version desc) = 1", cancellationToken);
        return last;
    }

    private async Task<string> VersionsAsync(Table table, Schema schema, string keys, bool isCurrent, CancellationToken cancellationToken)
    {
        var reader = context.Workspace.Engine.Reader;
        var range = await KeyRange.OfAsync(sql, schema, columns.NamedKeys(keys), contract.Key, cancellationToken);
        var relation = await reader.ReadAsync(table, null, range.And(Expression.Equal("is_current", isCurrent)), cancellationToken);
        var equal = string.Join(" and ", columns.Key.Select(column => $"k.{column.Value} = h.{SilverColumns.Name(column)}"));
        return $"select k._key, {columns.Unnamed("h")}, {string.Join(", ", HistoryRule.VersionColumns.Select(column => "h." + column))} from {relation.Sql} h join {keys} k on {equal} where h.is_current = {(isCurrent ? "true" : "false")}";
    }
}
