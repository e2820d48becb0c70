using Paklog.Lakehouse.Contracts;

namespace Paklog.Lakehouse.Silver;

/// <summary>The rows of a Silver table from a timeline: all accepted events of the keys in question, virtual deletes included, one row an event.</summary>
internal static class HistorySql
{
    /// <summary>Current state: the last event of a key in order, unless it removes the row.</summary>
    public static string Current(Contract contract, string timeline) => new SilverColumns(contract).Named($"""
        (
          select * from (select * from {timeline} qualify row_number() over (partition by _key order by {EventOrder.Descending}) = 1) where _op <> 'd'
        )
        """);

    /// <summary>
    /// SCD2 versions (semantics.md, section 5). Of a key's events in one transaction the last counts. A version opens when a tracked column differs from the version before, or after a gap.
    /// Times never go back along a key: each boundary is the greatest event time up to it.
    /// </summary>
    public static string History(Contract contract, string timeline) => Named(contract, Versions(new SilverColumns(contract), timeline, null));

    /// <summary>The versions that change when new events extend the timelines of their keys: the last version of a key, where it closes, and the versions that open.</summary>
    /// <param name="timeline">The new events only, all behind what was consumed before.</param>
    /// <param name="last">A relation with _key and the last version of each key that has one, its values as <see cref="SilverColumn"/> names them.</param>
    public static string Extend(Contract contract, string timeline, string last)
    {
        var columns = new SilverColumns(contract);
        return Named(contract, $"""
            {Versions(columns, timeline, last)}
            union all by name
            select {string.Join(", ", columns.All.Select(column => "l." + column.Value))}, l.valid_from, b.boundary as valid_to, false as is_current, l.version, l._opened_by
            from {last} l join (select _key, min(boundary) as boundary from boundaries group by _key) b on b._key = l._key where l.is_current
            """);
    }

    private static string Named(Contract contract, string versions) => new SilverColumns(contract).Named($"(\n{versions}\n)", HistoryRule.VersionColumns);

    /// <summary>The versions that the events open; a key begins from nothing, or where <paramref name="last"/> left it.</summary>
    private static string Versions(SilverColumns columns, string timeline, string? last)
    {
        var tracked = Struct(columns, "");
        var begun = last is null
            ? "select *, false as _stood, case when false then " + tracked + " end as _standing, null::timestamptz as _last_boundary, 0 as _last_version from committed"
            : $"""
                select c.*, coalesce(l.is_current, false) as _stood, {Struct(columns, "l.")} as _standing, coalesce(l.valid_to, l.valid_from) as _last_boundary, coalesce(l.version, 0) as _last_version
                from committed c left join {last} l on l._key = c._key
                """;
        return $"""
            with committed as (
              select *, _op <> 'd' as alive from {timeline}
              qualify _txn is null or not _streamed or row_number() over (partition by _key, _source, _epoch, _txn, _streamed order by {EventOrder.Descending}) = 1
            ), begun as (
              {begun}
            ), compared as (
              select *, lag(alive, 1, _stood) over timeline as was_alive, lag({tracked}, 1, _standing) over timeline as was
              from begun
              window timeline as (partition by _key order by {EventOrder.Ascending})
            ), boundaries as (
              select *, greatest(max(_time) over (partition by _key order by {EventOrder.Ascending} rows unbounded preceding), _last_boundary) as boundary
              from compared
              where (alive and (not was_alive or was is distinct from {tracked})) or (was_alive and not alive)
            ), closed as (
              select *, lead(boundary) over (partition by _key order by {EventOrder.Ascending}) as next_boundary from boundaries
            )
            select {columns.Values}, boundary as valid_from, next_boundary as valid_to, next_boundary is null as is_current,
              cast(_last_version + row_number() over (partition by _key order by {EventOrder.Ascending}) as integer) as version, _event_id as _opened_by
            from closed where alive
            """;
    }

    private static string Struct(SilverColumns columns, string prefix) => "{" + string.Join(", ", columns.Tracked.Select(column => $"{column.Value}: {prefix}{column.Value}")) + "}";
}
