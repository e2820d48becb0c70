using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Steps;

namespace Paklog.Lakehouse.Silver;

/// <summary>
/// Up to when a run reads the events of a table: before an instant, and of transactions that reach beyond it nothing (semantics.md, section 1).
/// </summary>
/// <param name="At">Events from here on wait.</param>
/// <param name="Stamp">What had been landed, where something of it may be cut otherwise once more is known; null where nothing can.</param>
/// <param name="Ahead">The transactions that have an event at or behind the horizon, so that they wait as a whole; null where nothing stands behind it.</param>
/// <param name="Before">The horizon of the run before, where events waited behind it.</param>
/// <param name="OnceAhead">The transactions that waited, or would have waited, at the horizon of the run before.</param>
internal sealed record Horizon(DateTimeOffset At, string? Stamp, WorkTable? Ahead, DateTimeOffset? Before, WorkTable? OnceAhead)
{
    /// <summary>Something waits behind the horizon.</summary>
    public bool IsWaiting => Ahead is not null;

    public static async Task<Horizon> CutAsync(RunContext context, DerivedState? state, WorkScope work, CancellationToken cancellationToken)
    {
        var everything = await context.Landed.EndAsync(cancellationToken);
        var horizon = context.Request.To ?? everything;
        if (state?.Horizon > horizon)
            horizon = state.Horizon.Value;
        var ahead = horizon < everything ? await context.Landed.TransactionsFromAsync(work, horizon, cancellationToken) : null;
        var before = state is { Waiting: not null } ? state.Horizon : null;
        var onceAhead = before is null ? null : await context.Landed.TransactionsFromAsync(work, before.Value, cancellationToken);
        var mayBeCutAnew = ahead is not null || (context.Request.To is not null && context.Landed.Unreadable.Count > 0);
        return new Horizon(horizon, mayBeCutAnew ? await context.Landed.StampAsync(cancellationToken) : null, ahead, before, onceAhead);
    }

    /// <summary>The condition that an event <c>e</c> stands before the horizon, a transaction counting at its latest event.</summary>
    public string Committed => Ahead is null ? "true" : $"e.event_time < {InstantSql.Literal(At)} and not ({IsIn(Ahead)})";

    /// <summary>
    /// The events that may change what the table says: the new ones; those that waited behind the old horizon, or whose transaction did; and those whose transaction, as is known now, has an event
    /// that waits.
    /// </summary>
    public string Touched(WorkTable events, WorkTable fresh)
    {
        var touched = $"select * from {fresh}";
        if (Before is { } before)
            touched += $" union all select * from {events} e where e.event_time >= {InstantSql.Literal(before)} or ({IsIn(OnceAhead!)})";
        return Ahead is null ? touched : $"{touched} union all select * from {events} e where {IsIn(Ahead)}";
    }

    private static string IsIn(WorkTable transactions) =>
        $"e.op <> 'r' and e.source_transaction is not null and exists (select 1 from {transactions} a where a.source_transaction = e.source_transaction and a.source_name is not distinct from e.source_name)";
}
