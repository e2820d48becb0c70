using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.DuckDb;

namespace Paklog.Lakehouse.Silver;

/// <summary>Bronze rows of one source table as events with order columns, before decoding.</summary>
internal static class EventsSql
{
    /// <summary>Bronze rows of one source table with their key, and the other key of a primary-key change, as <see cref="KeySql"/> writes them.</summary>
    public static string Bound(Contract contract, string bronze, Keyless keyless) => keyless.Bound(contract, bronze);

    /// <summary>Rows whose column <c>key</c> says their key.</summary>
    internal static string Keyed(Contract contract, string rows) => $"""
        select *, {KeySql.Text(contract, "key")} as _key,
          case when headers is not null then try({KeySql.Text(contract, OtherKey("oldkey"))}) end as _old_key, case when headers is not null then try({KeySql.Text(contract, OtherKey("newkey"))}) end as _new_key
        from {rows}
        """;

    /// <summary>
    /// Selects from a Bronze relation. <paramref name="epoch"/> is the expression of the declared epochs; <paramref name="filter"/> narrows to the keys and the horizon of the run.
    /// </summary>
    /// <param name="bronze">A relation with the columns of <see cref="Bronze.BronzeTable"/>, and the keys as <see cref="Bound"/> adds them.</param>
    /// <param name="snapshots">A relation of initial snapshots of PostgreSQL (source_name, lsn, read_at), or null when no event stands behind one.</param>
    public static string Select(string bronze, string epoch, string filter, string? snapshots)
    {
        // A connector that knows no commit yet has just taken its first snapshot, or one since: the newest that was read before the event, else the first.
        var behind = snapshots is null
            ? "e.source_pos1"
            : $"""
                case when e.source_unsequenced then greatest(e.source_pos1, coalesce(
                  (select max_by(s.lsn, s.read_at) from {snapshots} s where s.source_name = e.source_name and s.read_at <= e.event_time),
                  (select min_by(s.lsn, s.read_at) from {snapshots} s where s.source_name = e.source_name),
                  e.source_pos1)) else e.source_pos1 end
                """;
        return $"""
            select e._key, e.op as _op, e.event_time as _time, e.source_transaction as _txn,
              coalesce(e.source_name, e._topic) as _source, {epoch} as _epoch, {behind} as _p1, coalesce(e.source_unsequenced, false) as _behind,
              e.source_pos2 as _p2, e.source_pos3 as _p3, e.op <> 'r' as _streamed, case when e.op = 'r' then e.event_time end as _read_at,
              coalesce(e.source_transaction_order, 0) as _within, case e.op when 'd' then 0 when 'c' then 2 else 1 end as _half, e._event_id as _event_id,
              e._old_key, e._new_key,
              e.source_snapshot as _snapshot, nullif(e.value_schema, 'null') as _schema, e.before as _before, e.after as _after, e._topic as _topic, e._kafka_partition as _kafka_partition, e._offset as _offset
            from {bronze} e
            where {filter}
            """;
    }

    private static string OtherKey(string header) => JsonMember.Text("headers", $"__debezium.{header}");

    /// <summary>Whether an event is of the contract's table. What was landed before names were quoted has them bare in <c>source_table</c>: its source block tells them apart.</summary>
    internal static string IsOf(Contract contract)
    {
        var isNamed = $"source_table = {DuckDbLiteral.Quote(contract.Source)}";
        if (SourceName.Parse(contract.Source) is not { } source || $"{source.Owner}.{source.Table}" is var bare && bare == contract.Source)
            return isNamed;
        var owner = $"coalesce(nullif({JsonMember.Text("source", "schema")}, ''), {JsonMember.Text("source", "db")})";
        return $"({isNamed} or (source_table = {DuckDbLiteral.Quote(bare)} and {owner} = {DuckDbLiteral.Quote(source.Owner)} and {JsonMember.Text("source", "table")} = {DuckDbLiteral.Quote(source.Table)}))";
    }
}
