using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.DuckDb;

namespace Paklog.Lakehouse.Silver;

/// <summary>The rows of a Silver table from a timeline: all accepted events of the keys in question, virtual deletes included, one row an event.</summary>
internal static class HistorySql
{
    /// <summary>Current state: the last event of a key in order, unless it removes the row.</summary>
    public static string Current(Contract contract, string timeline) => $"""
        select {Columns(contract)} from (
          select * from {timeline} qualify row_number() over (partition by _key order by {EventOrder.Descending}) = 1
        ) where _op <> 'd'
        """;

    /// <summary>
    /// SCD2 versions (semantics.md, section 5). Of a key's events in one transaction the last counts. A version opens when a tracked column differs from the version before, or after a gap.
    /// Times never go back along a key: each boundary is the greatest event time up to it.
    /// </summary>
    public static string History(Contract contract, string timeline)
    {
        var tracked = "{" + string.Join(", ", contract.History!.Tracked(contract.Columns).Select(name => $"{DuckDbIdentifier.Quote(name)}: {DuckDbIdentifier.Quote(name)}")) + "}";
        return $"""
            with committed as (
              select *, _op <> 'd' as alive from {timeline}
              qualify _txn is null or not _streamed or row_number() over (partition by _key, _source, _epoch, _txn, _streamed order by {EventOrder.Descending}) = 1
            ), compared as (
              select *, lag(alive, 1, false) over timeline as was_alive, lag({tracked}) over timeline as was
              from committed
              window timeline as (partition by _key order by {EventOrder.Ascending})
            ), boundaries as (
              select *, max(_time) over (partition by _key order by {EventOrder.Ascending} rows unbounded preceding) as boundary
              from compared
              where (alive and (not was_alive or was is distinct from {tracked})) or (was_alive and not alive)
            ), closed as (
              select *, lead(boundary) over (partition by _key order by {EventOrder.Ascending}) as next_boundary from boundaries
            )
            select {Columns(contract)}, boundary as valid_from, next_boundary as valid_to, next_boundary is null as is_current,
              cast(row_number() over (partition by _key order by {EventOrder.Ascending}) as integer) as version, _event_id as _opened_by
            from closed where alive
            """;
    }

    /// <summary>
    /// The versions that change when new events extend the timelines of their keys: the last version of a key, where it closes, and the versions that open. The rules are those of <see cref="History"/>,
    /// which begins from nothing.
    /// </summary>
    /// <param name="timeline">The new events only, all behind what was consumed before.</param>
    /// <param name="last">A relation with _key and the last version of each key that has one.</param>
    public static string Extend(Contract contract, string timeline, string last)
    {
        var names = contract.History!.Tracked(contract.Columns).Select(DuckDbIdentifier.Quote).ToList();
        var tracked = "{" + string.Join(", ", names.Select(name => $"{name}: {name}")) + "}";
        var standing = "{" + string.Join(", ", names.Select(name => $"{name}: l.{name}")) + "}";
        var columns = contract.Columns.Select(column => DuckDbIdentifier.Quote(column.Name)).ToList();
        return $"""
            with committed as (
              select *, _op <> 'd' as alive from {timeline}
              qualify _txn is null or not _streamed or row_number() over (partition by _key, _source, _epoch, _txn, _streamed order by {EventOrder.Descending}) = 1
            ), numbered as (
              select *, row_number() over timeline as _number, lag(alive) over timeline as _alive_before, lag({tracked}) over timeline as _tracked_before
              from committed
              window timeline as (partition by _key order by {EventOrder.Ascending})
            ), compared as (
              select n.*, coalesce(l.valid_to, l.valid_from) as _last_boundary, coalesce(l.version, 0) as _last_version,
                case when _number > 1 then _alive_before else coalesce(l.is_current, false) end as was_alive, case when _number > 1 then _tracked_before else {standing} end as was
              from numbered n left join {last} l on l._key = n._key
            ), boundaries as (
              select *, greatest(max(_time) over (partition by _key order by {EventOrder.Ascending} rows unbounded preceding), _last_boundary) as boundary
              from compared
              where (alive and (not was_alive or was is distinct from {tracked})) or (was_alive and not alive)
            ), closed as (
              select *, lead(boundary) over (partition by _key order by {EventOrder.Ascending}) as next_boundary from boundaries
            )
            select {string.Join(", ", columns)}, boundary as valid_from, next_boundary as valid_to, next_boundary is null as is_current,
              cast(_last_version + row_number() over (partition by _key order by {EventOrder.Ascending}) as integer) as version, _event_id as _opened_by
            from closed where alive
            union all by name
            select {string.Join(", ", columns.Select(column => "l." + column))}, l.valid_from, b.boundary as valid_to, false as is_current, l.version, l._opened_by
            from {last} l join (select _key, min(boundary) as boundary from boundaries group by _key) b on b._key = l._key where l.is_current
            """;
    }

    private static string Columns(Contract contract) => string.Join(", ", contract.Columns.Select(column => DuckDbIdentifier.Quote(column.Name)));
}
