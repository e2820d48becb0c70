using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Runs;

namespace Paklog.Lakehouse.Silver;

/// <summary>
/// Silver tables whose timelines new events extend (<see cref="InOrder"/>): a key's last new event is its current row, and its new versions follow the last one that history has. No event of before is read.
/// </summary>
internal sealed class Extension(RunContext context, Contract contract)
{
    private const string Keys = "extended_keys";
    private const string Last = "last_versions";
    private const string Versions = "extended_versions";

    private readonly ISqlSession sql = context.Workspace.Engine.Sql;

    private readonly SilverColumns columns = new(contract);

    /// <summary>The changes of the current table and, where there is one, of the history, from the relation <c>timeline</c> of new events. Null where a key does not fit the contract's types: only its row may tell what it is.</summary>
    public async Task<IReadOnlyList<TableRows>?> PrepareAsync(CancellationToken cancellationToken)
    {
        await sql.ExecuteAsync($"create or replace temp table {Keys} as {KeySql.Typed(contract, "(select distinct _key from timeline)")}", cancellationToken);
        if (sql.QueryScalar($"select 1 from {Keys} where {string.Join(" or ", columns.Key.Select(column => $"{column.Value} is null"))} limit 1") is not null)
            return null;
        var current = new TableRows(
            TableIdentifier.Parse("silver." + contract.Table), SilverTables.Current(contract), PartitionSpec.Unpartitioned, $"({HistorySql.Current(contract, "timeline")})", columns.NamedKeys(Keys), contract.Key);
        return contract.History is null ? [current] : [current, await HistoryAsync(cancellationToken)];
    }

    private async Task<TableRows> HistoryAsync(CancellationToken cancellationToken)
    {
        var identifier = TableIdentifier.Parse($"silver.{contract.Table}_history");
        var schema = SilverTables.History(contract);
        var table = (await context.LoadAsync(identifier.ToString(), cancellationToken))!;
        await FindLastAsync(table, schema, cancellationToken);
        await sql.ExecuteAsync($"create or replace temp table {Versions} as {HistorySql.Extend(contract, "timeline", Last)}", cancellationToken);
        return new TableRows(identifier, schema, SilverTables.HistorySpec(schema), Versions, $"(select {string.Join(", ", columns.Key.Select(SilverColumns.Name))}, version from {Versions})", [.. contract.Key, "version"])
        {
            // Of the versions that stand, only current ones change.
            Filter = Expression.Equal("is_current", true),
        };
    }

    /// <summary>The last version of each key, current or, of a key that was deleted, closed.</summary>
    private async Task FindLastAsync(Table table, Schema schema, CancellationToken cancellationToken)
    {
        await sql.ExecuteAsync($"create or replace temp table {Last} as {await VersionsAsync(table, schema, Keys, isCurrent: true, cancellationToken)}", cancellationToken);
        const string Missing = "(select * from " + Keys + " k where not exists (select 1 from " + Last + " l where l._key = k._key))";
        var closed = await VersionsAsync(table, schema, Missing, isCurrent: false, cancellationToken);
        await sql.ExecuteAsync($"insert into {Last} by name {closed} qualify row_number() over (partition by k._key order by h.version desc) = 1", cancellationToken);
    }

    private async Task<string> VersionsAsync(Table table, Schema schema, string keys, bool isCurrent, CancellationToken cancellationToken)
    {
        var reader = context.Workspace.Engine.Reader;
        var filter = KeyRange.Of(sql, schema, columns.NamedKeys(keys), contract.Key).And(Expression.Equal("is_current", isCurrent));
        var relation = await reader.ReadAsync(table, null, filter, cancellationToken);
        var equal = string.Join(" and ", columns.Key.Select(column => $"k.{column.Value} = h.{SilverColumns.Name(column)}"));
        return $"select k._key, {columns.Unnamed("h")}, {string.Join(", ", HistoryRule.VersionColumns.Select(column => "h." + column))} from {relation.Sql} h join {keys} k on {equal} where h.is_current = {(isCurrent ? "true" : "false")}";
    }
}
