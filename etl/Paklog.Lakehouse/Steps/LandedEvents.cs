using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Faults;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Steps;

/// <summary>
/// The events of all source tables together, which is what a horizon is drawn through: a transaction counts at its greatest event time, whatever tables it touches (semantics.md, section 1).
/// A table that cannot be read counts as if nothing of it had been landed yet. So other tables need not wait for it: what holds for events that come late holds for its events too. With a horizon before the end some
/// transaction may seem to end before it that this table leads beyond; once the table can be read, the stamp is another one, and what was cut otherwise is cut anew.
/// </summary>
/// <param name="load">Loads a Bronze table at the run's start, by its name; null where nothing was landed.</param>
internal sealed class LandedEvents(IEngine engine, IReadOnlyList<string> tables, Func<string, CancellationToken, Task<Table?>> load)
{
    private readonly SortedDictionary<string, string> unreadable = new(StringComparer.Ordinal);
    private List<Table>? landed;
    private DateTimeOffset? end;

    /// <summary>Tables that cannot be read, as far as they were looked at, each with the reason.</summary>
    public IReadOnlyDictionary<string, string> Unreadable => unreadable;

    /// <summary>The instant behind the newest event; found out once for all steps of a run, since what it starts from does not change.</summary>
    public async Task<DateTimeOffset> EndAsync(CancellationToken cancellationToken) => end ??= await FindEndAsync(cancellationToken);

    private async Task<DateTimeOffset> FindEndAsync(CancellationToken cancellationToken)
    {
        var newest = 0L;
        await ForEachAsync(async table => newest = Math.Max(newest, await NewestAsync(table, cancellationToken)), cancellationToken);
        return DateTimeOffset.UnixEpoch.AddTicks((newest + 1) * TimeSpan.TicksPerMicrosecond);
    }

    /// <summary>A hash of what stands in all tables: another one when anything was landed since.</summary>
    public async Task<string> StampAsync(CancellationToken cancellationToken)
    {
        var snapshots = (await LandedAsync(cancellationToken)).Select(table => $"{table.Identifier}={table.Metadata.CurrentSnapshotId!.Value.ToString(CultureInfo.InvariantCulture)}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', snapshots))))[..16];
    }

    /// <summary>The transactions that have an event at or behind an instant, as a work table (source_name, source_transaction).</summary>
    public async Task<WorkTable> TransactionsFromAsync(WorkScope work, DateTimeOffset instant, CancellationToken cancellationToken)
    {
        var transactions = await work.KeepAsync("transactions", "select null::varchar as source_name, null::varchar as source_transaction where false", cancellationToken);
        await ForEachAsync(
            async table =>
            {
                var relation = await engine.Reader.ReadAsync(table, null, Expression.GreaterThanOrEqual("event_time", (instant - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond), cancellationToken);
                if (!relation.IsEmpty)
                    await engine.Sql.AppendAsync(transactions, $"select distinct source_name, source_transaction from {relation.Sql} where event_time >= $1::timestamptz and op <> 'r' and source_transaction is not null", [instant], cancellationToken);
            },
            cancellationToken);
        return transactions;
    }

    private async Task ForEachAsync(Func<Table, Task> read, CancellationToken cancellationToken)
    {
        foreach (var table in (await LandedAsync(cancellationToken)).ToList())
        {
            try
            {
                await read(table);
            }
            catch (Exception error) when (TableFault.Is(error, cancellationToken))
            {
                unreadable[table.Identifier.ToString()] = TableFault.Describe(error);
                landed!.Remove(table);
            }
        }
    }

    private async Task<List<Table>> LandedAsync(CancellationToken cancellationToken)
    {
        if (landed is not null)
            return landed;
        var found = new List<Table>();
        foreach (var name in tables)
        {
            try
            {
                if (await load(name, cancellationToken) is { Metadata.CurrentSnapshotId: not null } table)
                    found.Add(table);
            }
            catch (Exception error) when (TableFault.Is(error, cancellationToken))
            {
                unreadable[name] = TableFault.Describe(error);
            }
        }

        return landed = found;
    }

    /// <summary>By the files' statistics, which are exact for timestamps but for rows that are deleted; by the rows where a file has none.</summary>
    private async Task<long> NewestAsync(Table table, CancellationToken cancellationToken)
    {
        var relation = await engine.Reader.ReadAsync(table, cancellationToken);
        var time = table.Metadata.CurrentSchema.GetField("event_time").Id;
        if (relation.Files.All(file => file.DataFile.UpperBounds?.ContainsKey(time) == true))
            return relation.Files.Select(file => (long)SingleValue.FromBytes(file.DataFile.UpperBounds![time], IcebergType.TimestampTz)).DefaultIfEmpty(0).Max();
        return await engine.Sql.SingleAsync($"select epoch_us(max(event_time)) from {relation.Sql}", row => row.IsNull(0) ? 0 : row.GetInt64(0), cancellationToken);
    }
}
