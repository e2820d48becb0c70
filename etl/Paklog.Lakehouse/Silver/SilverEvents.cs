using System.Globalization;
using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Faults;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Runs;

namespace Paklog.Lakehouse.Silver;

/// <summary>The events that a Silver table is made of in one run: bound to Bronze, cut at the horizon, narrowed to the keys that something new touches.</summary>
internal sealed class SilverEvents(RunContext context, Contract contract, SilverInput bronze, SilverInput? parent, DerivedState? state)
{
    private const string Scope = "scope_keys";

    /// <summary>Transactions that have an event at or behind the horizon, so that they wait as a whole.</summary>
    private const string Ahead = "ahead_transactions";

    /// <summary>Transactions that waited, or would have waited, at the horizon of the run before.</summary>
    private const string OnceAhead = "once_ahead_transactions";

    private readonly ISqlSession sql = context.Workspace.Engine.Sql;
    private readonly SilverColumns columns = new(contract);
    private readonly string epoch = EpochSql.Expression(context.Definition.Epochs);
    private string events = "";
    private string parentEvents = "";
    private Keyless keyless = Keyless.None;
    private bool waiting;
    private EventsSummary? summary;

    /// <summary>Of all events of the table, whatever the keys of this run.</summary>
    public EventsSummary Summary => summary ??= EventsSummary.Read(sql, events, epoch);

    /// <summary>Keys that a snapshot taken again has removed.</summary>
    private long Gone { get; set; }

    /// <summary>Sets the horizon; returns the horizon to record, and what had been landed when some of it waits behind the horizon.</summary>
    public async Task<(DateTimeOffset Horizon, string? Waiting)> CutAsync(CancellationToken cancellationToken)
    {
        var everything = await context.Landed.EndAsync(cancellationToken);
        var horizon = context.Request.To ?? everything;
        if (state?.Horizon > horizon)
            horizon = state.Horizon.Value;
        waiting = horizon < everything;
        await sql.ExecuteAsync("set variable horizon = $1::timestamptz", [horizon], cancellationToken);
        await sql.ExecuteAsync("set variable old_horizon = $1::timestamptz", [state?.Horizon], cancellationToken);
        if (waiting)
            await context.Landed.TransactionsFromAsync(horizon, Ahead, cancellationToken);
        if (state is { Waiting: not null, Horizon: { } old })
            await context.Landed.TransactionsFromAsync(old, OnceAhead, cancellationToken);
        var mayBeCutAnew = waiting || (context.Request.To is not null && context.Landed.Unreadable.Count > 0);
        return (horizon, mayBeCutAnew ? await context.Landed.StampAsync(cancellationToken) : null);
    }

    /// <summary>Makes the relations of all of Bronze.</summary>
    public async Task BindAsync(CancellationToken cancellationToken)
    {
        (events, keyless) = await BindAsync("bronze_events", bronze, null, cancellationToken);
        if (parent is not null)
            (parentEvents, _) = await BindAsync("bronze_parent_events", parent, null, cancellationToken);
    }

    /// <summary>
    /// The SELECT of the new events to decode, when these only extend the timelines of their keys (<see cref="InOrder"/>) and nothing else is asked for or waits; null otherwise.
    /// </summary>
    public async Task<string?> SelectExtensionAsync(CancellationToken cancellationToken)
    {
        if (state is not { Waiting: null } || waiting || context.Request is not { From: null, To: null } || contract.Parent is not null || context.Definition.Epochs.Count > 0
            || await IsHeldBackAsync(cancellationToken))
            return null;
        (var fresh, keyless) = await BindAsync("new_events", bronze, bronze.NewFiles, cancellationToken);
        return await new InOrder(context.Workspace.Engine.Reader, sql, contract, bronze).HoldsAsync(fresh, cancellationToken) ? EventsSql.Select(fresh, epoch, "true", null) : null;
    }

    /// <summary>Whether some event may carry the placeholder of an unchanged value.</summary>
    public bool MayHavePlaceholders() => Summary.OfPostgreSql && SilverDecoding.MayHavePlaceholders(sql, contract, events);

    /// <summary>
    /// Collects the keys that new events touch in the table <see cref="Scope"/>. False when that cannot be told by key: a truncate, or a snapshot taken again, may touch any.
    /// </summary>
    public async Task<bool> ScopeAsync(CancellationToken cancellationToken)
    {
        var (fresh, _) = await BindAsync("new_events", bronze, bronze.NewFiles, cancellationToken);
        var touched = Touched(events, fresh);
        if (sql.QueryScalar(
            $"select 1 from ({touched}) where event_time < getvariable('horizon') and (op = 't' or (op = 'r' and source_snapshot in ({VirtualDeletesSql.FirstMarkers}, {VirtualDeletesSql.LastMarkers}))) limit 1") is not null)
            return false;
        await sql.ExecuteAsync($"create or replace temp table {Scope} as select distinct _key from ({touched}) where _key is not null", cancellationToken);
        if (context.Request.From is { } from)
            await AddAsync($"select _key from {events} where event_time >= {Instant(from)} and event_time < coalesce({(context.Request.To is { } to ? Instant(to) : "null")}, getvariable('horizon'))", cancellationToken);
        if (contract.Parent is { } rule && parent is not null)
            await AddAsync(await ChildrenOfDeletedAsync(rule, cancellationToken), cancellationToken);
        await FollowKeyChangesAsync(cancellationToken);
        return true;
    }

    /// <summary>Finds events that cannot be ordered, by the view <c>suspects</c>; see <see cref="SuspicionSql"/>. With any of them, or of those that were held back before, there is no narrowing: what comes may clear them.</summary>
    public async Task<bool> SuspectAsync(CancellationToken cancellationToken)
    {
        if (!Summary.Suspects && !await IsHeldBackAsync(cancellationToken))
            return false;
        await sql.ExecuteAsync($"create or replace temp view suspects as {SuspicionSql.Events(events, epoch)}", cancellationToken);
        return true;
    }

    /// <summary>Whether events of the table were held back as suspect before.</summary>
    private async Task<bool> IsHeldBackAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await context.LoadAsync(SilverDeadLetters.Name.ToString(), cancellationToken) is not { } letters)
                return false;
            var known = await context.Workspace.Engine.Reader.ReadAsync(letters, cancellationToken);
            return sql.QueryScalar(
                $"select 1 from {known.Sql} where table_name = {DuckDbLiteral.Quote("silver." + contract.Table)} and error_type = '{SuspicionSql.ErrorType}' and resolved_at is null limit 1") is not null;
        }
        catch (Exception error) when (TableFault.Is(error, cancellationToken))
        {
            // Letters that cannot be read may name any event: then all of them are looked at again.
            return true;
        }
    }

    /// <summary>The SELECT of the events to decode.</summary>
    public Task<string> SelectAsync(bool scoped, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var narrowed = scoped ? $" and (e.op = 't' or e._key is null or e._key in (select _key from {Scope}))" : "";
        return Task.FromResult(EventsSql.Select(events, epoch, Committed() + narrowed, Snapshots()));
    }

    /// <summary>The deletes that no event states; see <see cref="VirtualDeletesSql"/>.</summary>
    public async Task<IReadOnlyList<string>> VirtualDeletesAsync(DecodedSummary decoded, CancellationToken cancellationToken)
    {
        var selects = new List<string>();
        if (decoded.Truncates)
            selects.Add(VirtualDeletesSql.Truncates("accepted", "(select * from decoded where _op = 't' and not _rejected)"));
        if (contract.Parent is { } rule && parent is not null)
        {
            await sql.ExecuteAsync($"create or replace temp table parent_deletes as {ParentDeletes(rule)}", cancellationToken);
            if (sql.QueryScalar("select 1 from parent_deletes limit 1") is not null)
                selects.Add(VirtualDeletesSql.ParentDeletes("accepted", "parent_deletes", columns, rule));
        }

        if (!Summary.SnapshotEnds)
            return selects;
        await sql.ExecuteAsync(
            $"create or replace temp table snapshot_reads as select * exclude (_before, _after, _schema) from ({EventsSql.Select(events, epoch, Committed() + " and e.op = 'r' and e.source_snapshot <> 'incremental'", null)})",
            cancellationToken);
        await sql.ExecuteAsync($"create or replace temp table complete_snapshots as {VirtualDeletesSql.CompleteSnapshots("snapshot_reads")}", cancellationToken);
        if (sql.QueryScalar("select 1 from complete_snapshots limit 1") is not null)
        {
            selects.Add(VirtualDeletesSql.Snapshots("decoded", "complete_snapshots"));
            Gone = Count($"({selects[^1]})");
        }

        return selects;
    }

    /// <summary>The keys of the scope as the table has them, for the merge: also those of which no event counts any more, since all of them wait now or were withdrawn.</summary>
    public async Task<string> TypedKeysAsync(CancellationToken cancellationToken)
    {
        var key = string.Join(", ", columns.Key.Select(column => column.Value));
        var known = string.Join(" and ", columns.Key.Select(column => $"{column.Value} is not null"));
        await sql.ExecuteAsync(
            $"create or replace temp table typed_keys as select distinct {key} from (select {key} from decoded where _op not in ('d', 't') union all select {key} from ({KeySql.Typed(contract, Scope)}) where {known})",
            cancellationToken);
        return columns.NamedKeys("typed_keys");
    }

    /// <summary>What events without key do not carry; of those that were bound.</summary>
    public IEnumerable<string> NotesOnKeys() => keyless.Notes(contract);

    /// <summary>What the events do not carry, and what that means for their order.</summary>
    public IEnumerable<string> Notes(DecodedSummary decoded)
    {
        if (Summary.WithoutSource)
            yield return "flattened events carry no transaction order: PostgreSQL's are ordered by LSN alone";
        foreach (var note in NotesOnKeys())
            yield return note;
        if (context.Request.To is not null)
        {
            foreach (var table in context.Landed.Unreadable.Keys)
                yield return $"{table} cannot be read, so a transaction that it alone leads beyond --to is not held back; a run that can read it puts that right";
        }

        if (Gone > 0)
            yield return $"{Gone} keys are gone as of a snapshot that was taken again and does not have them";
        if (decoded.Sources > 1
            && sql.QueryScalar("select 1 from decoded where _op <> 't' group by _key having count(distinct _source) > 1 limit 1") is not null)
            yield return "some keys have events of more than one source; positions of different sources cannot be compared, so they are ordered by the source's name";
    }

    /// <param name="files">Some of the table's files; null for all.</param>
    private async Task<(string View, Keyless Keyless)> BindAsync(string view, SilverInput input, IReadOnlyList<FileScanTask>? files, CancellationToken cancellationToken)
    {
        var reader = context.Workspace.Engine.Reader;
        var relation = files is null
            ? await reader.ReadAsync(input.Table, cancellationToken)
            : await reader.ReadAsync(ColumnProjection.Of(input.Table), files, withPosition: false, cancellationToken);
        var found = Keyless.Read(sql, input.Contract, input.Table.Metadata.CurrentSchema, relation.Files, relation.Sql);
        await sql.ExecuteAsync($"create or replace temp view {view} as {EventsSql.Bound(input.Contract, relation.Sql, found)}", cancellationToken);
        return (view, found);
    }

    /// <summary>Before the horizon, a transaction counting at its latest event.</summary>
    private string Committed() => waiting ? $"e.event_time < getvariable('horizon') and not ({IsIn(Ahead)})" : "true";

    private static string IsIn(string transactions) =>
        $"e.op <> 'r' and e.source_transaction is not null and exists (select 1 from {transactions} a where a.source_transaction = e.source_transaction and a.source_name is not distinct from e.source_name)";

    private string? Snapshots() => !Summary.Unsequenced
        ? null
        : $"(select distinct source_name, source_pos2 as lsn, event_time as read_at from {events} where op = 'r' and source_snapshot <> 'incremental')";

    private string ParentDeletes(ParentRule rule)
    {
        var keys = rule.Key.Select((pair, index) =>
        {
            var column = parent!.Contract.Find(pair.ParentColumn)!;
            var decoded = Decoders.Decode(column with { Default = null }, column.Encoding, $"_member_{index}");
            return $"cast({decoded.ValueSql} as {Decoders.SqlType(contract.Find(pair.Column)!.Type)}) as parent_{index}";
        });
        var members = rule.Key.Select((pair, index) => $"{KeySql.Member(parent!.Contract.Find(pair.ParentColumn)!, "_key_json")} as _member_{index}");
        return $"""
            select * exclude (_before, _after, _schema, _key_json), {string.Join(", ", keys)} from (
              select *, {string.Join(", ", members)} from (select d.*, k.key as _key_json from ({EventsSql.Select(parentEvents, epoch, $"{Committed()} and e.op = 'd' and not (e._topic is null and exists (select 1 from {parentEvents} c where {IsOtherHalf("c", "e")}))", null)}) d join {parentEvents} k on k._event_id = d._event_id) where _new_key is null
            )
            """;
    }

    /// <summary>Keys of children that some event of theirs ties to a parent that a new event deletes.</summary>
    private async Task<string> ChildrenOfDeletedAsync(ParentRule rule, CancellationToken cancellationToken)
    {
        var (fresh, _) = await BindAsync("new_parent_events", parent!, parent!.NewFiles, cancellationToken);
        var touched = Touched(parentEvents, fresh);
        var tie = rule.Key.Select(pair => $"{KeySql.Member(contract.Find(pair.Column)!, "c.after")} = {KeySql.Member(parent!.Contract.Find(pair.ParentColumn)!, "p.key")}");
        return $"select c._key from {events} c join ({touched}) p on {string.Join(" and ", tie)} where p.op = 'd'";
    }

    /// <summary>
    /// The events that may change what the table says: the new ones; those that waited behind the old horizon, or whose transaction did; and those whose transaction, as is known now, has an event
    /// that waits.
    /// </summary>
    private string Touched(string relation, string fresh)
    {
        var touched = $"select * from {fresh}";
        if (state is { Waiting: not null })
            touched += $" union all select * from {relation} e where e.event_time >= getvariable('old_horizon') or ({IsIn(OnceAhead)})";
        return waiting ? $"{touched} union all select * from {relation} e where {IsIn(Ahead)}" : touched;
    }

    /// <summary>A key that came out of another may take a large value from it, so both are made anew, whichever half of the change was landed.</summary>
    private async Task FollowKeyChangesAsync(CancellationToken cancellationToken)
    {
        var changes = $"select _key as key, coalesce(_old_key, _new_key) as other from {events} where coalesce(_old_key, _new_key) is not null and source_connector = 'postgresql'";
        if (Summary.WithoutTopic)
            changes += $" union all select c._key as key, d._key as other from {events} c join {events} d on {IsOtherHalf("c", "d")} where d.op = 'd'";
        long before;
        do
        {
            before = Count(Scope);
            await AddAsync($"select other from ({changes}) where key in (select _key from {Scope}) union all select key from ({changes}) where other in (select _key from {Scope})", cancellationToken);
        }
        while (Count(Scope) > before);
    }

    /// <summary>Without headers, a create is known as the other half of a delete by its position.</summary>
    private static string IsOtherHalf(string create, string delete) =>
        $"{create}._topic is null and {delete}._topic is null and {create}.op = 'c' and {create}._key <> {delete}._key and {create}.source_name = {delete}.source_name"
        + $" and {create}.source_pos1 = {delete}.source_pos1 and {create}.source_pos2 = {delete}.source_pos2 and {create}.source_pos3 = {delete}.source_pos3";

    private Task AddAsync(string keys, CancellationToken cancellationToken) =>
        sql.ExecuteAsync($"insert into {Scope} select distinct * from ({keys}) k(_key) where _key is not null and _key not in (select _key from {Scope})", cancellationToken);

    private long Count(string relation) => (long)sql.QueryScalar($"select count(*) from {relation}")!;

    private static string Instant(DateTimeOffset instant) => $"timestamptz '{instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)}+00'";
}
