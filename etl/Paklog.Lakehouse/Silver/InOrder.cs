using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Silver;

/// <summary>
/// Whether new events only extend the timelines of their keys (semantics.md, section 3: "In-order is fast"): all of them are changes of single rows that stand behind everything that was consumed
/// before, in no transaction of which a part was. What stood before is known from the files' statistics; only files that reach into the new positions are read, and those that may hold the last event, and of these the positions alone.
/// </summary>
internal sealed class InOrder(ITableReader reader, ISqlSession sql, Contract contract, SilverInput bronze)
{
    /// <param name="events">The relation of the new events, as <see cref="EventsSql.Bound"/> gives it.</param>
    public async Task<bool> HoldsAsync(string events, CancellationToken cancellationToken)
    {
        if (bronze.NewFiles.Count == 0 || await FirstOfAsync(events, cancellationToken) is not { } first || (first.OfPostgreSql && await SilverDecoding.MayHavePlaceholdersAsync(sql, contract, events, cancellationToken)))
            return false;
        var added = bronze.NewFiles.Select(file => file.DataFile.FilePath).ToHashSet();
        var old = await bronze.Table.NewScan(reader.Manifests).PlanFilesAsync(cancellationToken).Where(file => !added.Contains(file.DataFile.FilePath)).ToListAsync(cancellationToken);
        if (old.Count == 0)
            return false;
        return await AreOfAsync(first.Source, old, cancellationToken) && await IsAheadInTimeAsync(events, old, cancellationToken)
            && await IsBehindNoneAsync(events, [.. Last(old).Union(old.Where(file => Reaches(file.DataFile, first)))], cancellationToken);
    }

    /// <summary>
    /// The least position, and the source. Null when the events are of several, and when there are truncates, rows of snapshots or positions that need the snapshot's among them: these concern more
    /// than the end of one timeline.
    /// </summary>
    private async Task<First?> FirstOfAsync(string events, CancellationToken cancellationToken)
    {
        const string Special = "op not in ('c', 'u', 'd') or source_name is null or source_pos1 is null or source_pos2 is null or source_pos3 is null or _key is null or coalesce(source_unsequenced, false)";
        var found = await sql.ListAsync(
            $"""
            select least.a, least.b, source, postgresql from (
              select min(struct_pack(a := source_pos1, b := source_pos2)) as least, any_value(source_name) as source, coalesce(bool_or(source_connector = 'postgresql'), false) as postgresql
              from {events} having count(distinct source_name) = 1 and not bool_or({Special})
            )
            """,
            row => new First(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetBoolean(3)),
            cancellationToken);
        return found.SingleOrDefault();
    }

    /// <summary>All events are of one source, and of none is the place in order another than its position. The columns are read where statistics do not say it.</summary>
    private async Task<bool> AreOfAsync(string source, IReadOnlyList<FileScanTask> files, CancellationToken cancellationToken)
    {
        var doubtful = files.Where(file => !IsOf(source, file.DataFile)).ToList();
        if (doubtful.Count == 0)
            return true;
        var relation = await reader.ReadAsync(ColumnProjection.Of(bronze.Table), doubtful, withPosition: false, cancellationToken);
        return !await sql.AnyAsync($"{relation.Sql} where source_name is distinct from {DuckDbLiteral.Quote(source)} or source_unsequenced", cancellationToken);
    }

    private bool IsOf(string source, DataFile file)
    {
        var (name, unsequenced) = (Id("source_name"), Id("source_unsequenced"));
        return file.NullValueCounts?.GetValueOrDefault(name, -1) == 0
            && Bound(file.LowerBounds, name, IcebergType.String) is string least && Bound(file.UpperBounds, name, IcebergType.String) is string greatest
            && least == greatest && least == source
            && Bound(file.UpperBounds, unsequenced, IcebergType.Boolean) is false;
    }

    /// <summary>No stretch of new positions lies wholly before the time of what was consumed, which would make that suspect (<see cref="SuspicionSql"/>).</summary>
    private async Task<bool> IsAheadInTimeAsync(string events, IReadOnlyList<FileScanTask> old, CancellationToken cancellationToken)
    {
        var time = Id("event_time");
        if (!old.All(file => file.DataFile.UpperBounds?.ContainsKey(time) == true))
            return false;
        var newest = old.Max(file => (long)SingleValue.FromBytes(file.DataFile.UpperBounds![time], IcebergType.TimestampTz));
        return await sql.SingleAsync(
            $"select bool_or({SuspicionSql.IsSuspect}), epoch_us(min(latest)) from ({SuspicionSql.Stretches(events, "0")})",
            row => !row.GetBoolean(0) && row.GetInt64(1) + SuspicionSql.MinutesAhead * 60_000_000L >= newest,
            cancellationToken);
    }

    /// <summary>All events stand behind the last consumed one, and in another transaction.</summary>
    private async Task<bool> IsBehindNoneAsync(string events, IReadOnlyList<FileScanTask> reaching, CancellationToken cancellationToken)
    {
        var relation = await reader.ReadAsync(ColumnProjection.Of(bronze.Table), reaching, withPosition: false, cancellationToken);
        var consumed = EventsSql.Bound(contract, relation.Sql, Keyless.None);
        const string Position = "struct_pack(a := source_pos1, b := source_pos2, c := source_pos3)";
        return !await sql.AnyAsync(
            $"""
            (select max({Position}) as p, arg_max(source_transaction, {Position}) as txn from ({consumed})) last
            where last.p >= (select min({Position}) from {events}) or exists (select 1 from {events} n where n.source_transaction = last.txn)
            """,
            cancellationToken);
    }

    /// <summary>Whether a file may hold an event at or behind a position.</summary>
    private bool Reaches(DataFile file, First first)
    {
        var (greatest, second) = (Greatest(file, "source_pos1"), Greatest(file, "source_pos2"));
        return greatest > first.Position1 || (greatest == first.Position1 && second >= first.Position2);
    }

    /// <summary>The files among which is the one with the last event: those that hold the greatest first position, without those whose second positions end before another begins.</summary>
    private IEnumerable<FileScanTask> Last(IReadOnlyList<FileScanTask> files)
    {
        var greatest = files.Max(file => Greatest(file.DataFile, "source_pos1"));
        var last = files.Where(file => Greatest(file.DataFile, "source_pos1") == greatest).ToList();
        var begins = last.Max(file => Bound(file.DataFile.LowerBounds, Id("source_pos2"), IcebergType.Long) as long? ?? long.MinValue);
        return last.Where(file => Greatest(file.DataFile, "source_pos2") >= begins);
    }

    private long Greatest(DataFile file, string column) => Bound(file.UpperBounds, Id(column), IcebergType.Long) as long? ?? long.MaxValue;

    private static object? Bound(IReadOnlyDictionary<int, byte[]>? bounds, int id, IcebergType type) =>
        bounds is not null && bounds.TryGetValue(id, out var bytes) ? SingleValue.FromBytes(bytes, type) : null;

    private int Id(string column) => bronze.Table.Metadata.CurrentSchema.GetField(column).Id;

    private sealed record First(long Position1, long Position2, string Source, bool OfPostgreSql);
}
