using Paklog.Lakehouse.Contracts;

namespace Paklog.Lakehouse.Silver;

/// <summary>
/// Values that PostgreSQL did not send because they stand out of line and did not change (TOAST). They come from the event's own before-image, else from the key's earlier events,
/// else, when the key was changed, from the events of the old key. What is found nowhere stays NULL and in the list <c>_unresolved</c>.
/// A key's earlier events are those of the same life (<c>_life</c>): a row that bore the key before it was deleted says nothing of the row that bears it now.
/// </summary>
internal static class ToastSql
{
    /// <summary>Fills from the before-image and from the key's own events, their before-images included; rejected events are sources too, since what they say of this column may be right.</summary>
    public static string Fill(string decoded, IReadOnlyList<SilverColumn> columns, MessageSchema? schema)
    {
        var known = columns.Select(column => $"""
            coalesce({Before(column, schema)}, last_value(case when list_contains(_toast, {Literal(column)}) then {Before(column, schema)} when _op not in ('d', 't') then {Wrapped(column)} end ignore nulls)
              over (partition by _key, _life order by {EventOrder.Ascending} rows between unbounded preceding and 1 preceding)) as {column.Known}
            """);
        var values = columns.Select(column => $"case when list_contains(_toast, {Literal(column)}) then {column.Known}.v else {column.Value} end as {column.Value}");
        var open = columns.Select(column => $"case when list_contains(_toast, {Literal(column)}) and {column.Known} is null then {Literal(column)} end");
        var lives = $"""
            select * replace (coalesce(_toast, []) as _toast), count(*) filter (_op = 'c') over (partition by _key order by {EventOrder.Ascending} rows unbounded preceding)
              + count(*) filter (_op = 'd') over (partition by _key order by {EventOrder.Ascending} rows between unbounded preceding and 1 preceding) as _life
            from {decoded}
            """;
        return $"""
            select * exclude ({string.Join(", ", columns.Select(column => column.Known))}) replace ({string.Join(", ", values)}), list_filter([{string.Join(", ", open)}]::varchar[], x -> x is not null) as _unresolved
            from (select *, {string.Join(", ", known)} from ({lives}))
            """;
    }

    /// <summary>Where no header names the key that was (bare values), the two halves of a primary-key change are known by their equal position.</summary>
    public static string JoinHalves(string filled) => $"""
        select f.* replace (coalesce(f._old_key, case when d._key <> f._key then d._key end) as _old_key)
        from {filled} f left join (select _source, _epoch, _p1, _p2, _p3, _txn, min(_key) as _key from {filled} where _op = 'd' group by _source, _epoch, _p1, _p2, _p3, _txn) d
          on f._op = 'c' and d._source = f._source and d._epoch = f._epoch and d._p1 = f._p1 and d._p2 = f._p2 and d._p3 = f._p3 and d._txn is not distinct from f._txn
        """;

    /// <summary>One step along primary-key changes: an unresolved value of a key that came out of another takes the value that the other had when it was changed.</summary>
    public static string FollowKeyChange(string filled, SilverColumn column) => $"""
        select f.* replace (case when s.latest.known then s.latest.v else f.{column.Value} end as {column.Value},
          case when s.latest.known then list_filter(f._unresolved, x -> x <> {Literal(column)}) else f._unresolved end as _unresolved)
        from {filled} f left join (
          select u._event_id as id, arg_max(struct_pack(v := d.{column.Value}, known := not list_contains(d._unresolved, {Literal(column)})), {EventOrder.Position("d")}) as latest
          from {filled} u
          join {filled} h on h._key = u._key and h._source = u._source and h._life = u._life and h._op = 'c' and h._old_key is not null
          join {filled} d on d._key = h._old_key and d._source = h._source and {EventOrder.Position("d")} < {EventOrder.Position("h")} and d._op not in ('d', 't')
          where list_contains(u._unresolved, {Literal(column)})
          group by u._event_id
        ) s on s.id = f._event_id
        """;

    private static string Before(SilverColumn column, MessageSchema? schema)
    {
        var text = JsonMember.Text("_before", column.Column.SourceNames);
        var decoded = Decoders.Decode(column.Column with { Default = null }, Encodings.Of(column.Column, schema), text);
        return $"case when list_contains(_toast, {Literal(column)}) and {text} is not null and not {Decoders.PlaceholderSql(column.Column, text)} then {{v: {decoded.ValueSql}}} end";
    }

    private static string Wrapped(SilverColumn column) => $"{{v: {column.Value}}}";

    private static string Literal(SilverColumn column) => $"'{column.Value}'";
}
