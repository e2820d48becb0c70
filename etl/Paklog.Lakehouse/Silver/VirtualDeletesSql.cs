using Paklog.Lakehouse.Contracts;

namespace Paklog.Lakehouse.Silver;

/// <summary>
/// Deletes that no event of the key states: a TRUNCATE, a parent's delete that the database cascaded in silence, and a snapshot taken again in which a key is missing.
/// Each SELECT gives events (<see cref="EventOrder.Columns"/>) with op d that join the key's timeline at the position of what caused them.
/// </summary>
internal static class VirtualDeletesSql
{
    /// <summary>Debezium's markers of the first row of a snapshot, as the list of an IN.</summary>
    public const string FirstMarkers = "'first', 'first_in_data_collection'";

    /// <summary>Debezium's markers of the last row of a snapshot, as the list of an IN.</summary>
    public const string LastMarkers = "'last', 'last_in_data_collection'";

    /// <summary>A truncate removes every key that has an event before it, in all partitions of the topic.</summary>
    public static string Truncates(string accepted, string truncates) => $"""
        select distinct {Caused("t", "t._txn")}
        from {truncates} t join {accepted} e on e._source = t._source and {EventOrder.Position("e")} < {EventOrder.Position("t")}
        """;

    /// <summary>A row whose state at the position of its parent's delete names that parent goes with it; a second delete of the parent, made again in between, finds it gone.</summary>
    /// <param name="parentDeletes">Events with the parent's key as columns parent_0, parent_1, ... in the order of <paramref name="rule"/>.</param>
    public static string ParentDeletes(string accepted, string parentDeletes, SilverColumns columns, ParentRule rule)
    {
        var names = rule.Key.Select((pair, index) => $"e.{columns.Of(pair.Column).Value} = t.parent_{index}");
        return $"""
            select {Caused("t", "t._txn")}
            from (
              select *, {EventOrder.Position("o")} as _position, lead({EventOrder.Position("o")}) over (partition by _key, _source order by {EventOrder.Ascending}) as _next from {accepted} o
            ) e join {parentDeletes} t on e._source = t._source and {string.Join(" and ", names)}
              and e._position < {EventOrder.Position("t")} and (e._next is null or {EventOrder.Position("t")} < e._next)
            where e._op <> 'd'
            qualify row_number() over (partition by e._event_id order by {EventOrder.Position("t")}) = 1
            """;
    }

    /// <summary>
    /// A key that was alive before a complete snapshot, and that neither the snapshot nor any event behind it names, is gone as of it. An event that was rejected names its key too.
    /// </summary>
    public static string Snapshots(string decoded, string snapshots) => $"""
        select {Caused("t", "null::varchar")}
        from (
          select _key, _source, max({EventOrder.Position("o")}) as _last, arg_max(_op, {EventOrder.Position("o")}) filter (not _rejected) as _last_op from {decoded} o where _op <> 't' group by all
        ) e join {snapshots} t on e._source = t._source and e._last < {EventOrder.Position("t")}
        where e._last_op <> 'd'
        """;

    /// <summary>
    /// The complete initial snapshots in <paramref name="reads"/> (all snapshot rows of the table, whatever the keys of this run): those whose first and last markers are there.
    /// Two snapshots at one position are told apart by their first markers. A snapshot of one row has the last marker alone.
    /// </summary>
    public static string CompleteSnapshots(string reads) => $"""
        select 'd' as _op, min(_time) as _time, _source, _epoch, _p1, false as _behind, _p2, _p3, false as _streamed, min(_time) as _read_at, 0::bigint as _within, 0 as _half, min(_event_id) as _event_id
        from (
          select *, _snapshot in ({FirstMarkers}) as first, _snapshot in ({LastMarkers}) as last,
            sum(cast(_snapshot in ({FirstMarkers}) as integer)) over (partition by _source, _epoch, _p1, _p2 order by _time range unbounded preceding) as taken
          from {reads} where _snapshot <> 'incremental'
        )
        group by _source, _epoch, _p1, _p2, _p3, taken
        having bool_or(last) and (bool_or(first) or count(*) = 1)
        """;

    /// <summary>The delete belongs to the transaction of its cause: a row that the same transaction inserted was never a committed state.</summary>
    private static string Caused(string cause, string transaction) =>
        $"e._key, 'd' as _op, {cause}._time, {transaction} as _txn, {cause}._source, {cause}._epoch, {cause}._p1, {cause}._behind, {cause}._p2, {cause}._p3, {cause}._streamed, {cause}._read_at, {cause}._within, {cause}._half, {cause}._event_id";
}
