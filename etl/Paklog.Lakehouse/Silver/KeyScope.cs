using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Steps;

namespace Paklog.Lakehouse.Silver;

/// <summary>The keys that an incremental run makes anew: those that something new touches, and those that hang on them.</summary>
internal sealed class KeyScope(RunContext context, Contract contract, SilverEvents events, WorkScope work)
{
    private readonly ISqlSession sql = work.Sql;
    private readonly IEngine engine = context.Workspace.Engine;

    /// <summary>
    /// The keys as a work table (_key). Null when they cannot be told: a truncate, or a snapshot taken again, may touch any.
    /// </summary>
    public async Task<WorkTable?> CollectAsync(CancellationToken cancellationToken)
    {
        var fresh = await BoundEvents.NewAsync(engine, work, events.Bronze, cancellationToken);
        var touched = events.Horizon.Touched(events.All.View, fresh.View);
        var horizon = InstantSql.Literal(events.Horizon.At);
        if (await sql.AnyAsync(
            $"({touched}) where event_time < {horizon} and (op = 't' or (op = 'r' and source_snapshot in ({VirtualDeletesSql.FirstMarkers}, {VirtualDeletesSql.LastMarkers})))", cancellationToken))
            return null;
        var scope = await work.KeepAsync("scope", $"select distinct _key from ({touched}) where _key is not null", cancellationToken);
        if (context.Request.From is { } from)
        {
            var to = context.Request.To is { } end ? InstantSql.Literal(end) : horizon;
            await AddAsync(scope, $"select _key from {events.All.View} where event_time >= {InstantSql.Literal(from)} and event_time < {to}", cancellationToken);
        }

        if (contract.Parent is { } rule && events.Parents is { } parents)
            await AddAsync(scope, await ChildrenOfDeletedAsync(rule, parents, cancellationToken), cancellationToken);
        await FollowKeyChangesAsync(scope, cancellationToken);
        return scope;
    }

    /// <summary>Keys of children that some event of theirs ties to a parent that a new event deletes.</summary>
    private async Task<string> ChildrenOfDeletedAsync(ParentRule rule, ParentEvents parents, CancellationToken cancellationToken)
    {
        var fresh = await BoundEvents.NewAsync(engine, work, parents.Bronze, cancellationToken);
        var touched = events.Horizon.Touched(parents.All.View, fresh.View);
        var tie = rule.Key.Select(pair => $"{KeySql.Member(contract.Find(pair.Column)!, "c.after")} = {KeySql.Member(parents.Bronze.Contract.Find(pair.ParentColumn)!, "p.key")}");
        return $"select c._key from {events.All.View} c join ({touched}) p on {string.Join(" and ", tie)} where p.op = 'd'";
    }

    /// <summary>A key that came out of another may take a large value from it, so both are made anew, whichever half of the change was landed.</summary>
    private async Task FollowKeyChangesAsync(WorkTable scope, CancellationToken cancellationToken)
    {
        var all = events.All.View;
        var changes = $"select _key as key, coalesce(_old_key, _new_key) as other from {all} where coalesce(_old_key, _new_key) is not null and source_connector = 'postgresql'";
        if (events.Summary.WithoutTopic)
            changes += $" union all select c._key as key, d._key as other from {all} c join {all} d on {SilverEvents.IsOtherHalf("c", "d")} where d.op = 'd'";
        for (long before = -1, now = await CountAsync(); now > before;)
        {
            await AddAsync(
                scope, $"select other from ({changes}) where key in (select _key from {scope}) union all select key from ({changes}) where other in (select _key from {scope})", cancellationToken);
            (before, now) = (now, await CountAsync());
        }

        Task<long> CountAsync() => sql.CountAsync(scope.Name, cancellationToken);
    }

    private Task AddAsync(WorkTable scope, string keys, CancellationToken cancellationToken) =>
        sql.AppendAsync(scope, $"select distinct _key from ({keys}) k(_key) where _key is not null and _key not in (select _key from {scope})", cancellationToken);
}
