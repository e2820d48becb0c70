using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Schemas;

namespace Paklog.Lakehouse.Silver;

/// <summary>
/// Events whose records have no key (of tables without primary key, or bare values): the contract's key columns of their row are their key (semantics.md, section 1). Debezium makes a delete and a create of an update
/// that changes the key it knows; of one whose before and after differ in a key that it does not know, that is made here. A line stays one row in Bronze, so a contract with another key reads it anew.
/// </summary>
/// <param name="Any">Some events have no key. Where none has, nothing is done.</param>
/// <param name="Moves">Some updates change the key.</param>
/// <param name="WithoutBefore">Updates without before-image, which may have changed the key.</param>
/// <param name="UnknownBefore">Updates in whose before-image a key column is NULL or missing.</param>
/// <param name="UnknownDeletes">Deletes in whose before-image a key column is NULL or missing.</param>
internal sealed record Keyless(bool Any, bool Moves, long WithoutBefore, long UnknownBefore, long UnknownDeletes)
{
    /// <summary>Stands behind the identity of an event in that of its delete, so that the two halves are told apart; the other half keeps the event's own.</summary>
    private const string DeleteMark = "|d";

    public static Keyless None { get; } = new(false, false, 0, 0, 0);

    /// <summary>What is among Bronze rows. The files' statistics tell of most tables that every row has a key; nothing is read then.</summary>
    /// <param name="relation">The rows of <paramref name="files"/>.</param>
    public static async Task<Keyless> ReadAsync(ISqlSession sql, Contract contract, Schema schema, IReadOnlyList<FileScanTask> files, string relation, CancellationToken cancellationToken)
    {
        var key = schema.GetField("key").Id;
        if (files.All(file => file.DataFile.NullValueCounts?.GetValueOrDefault(key, -1) == 0) || !await sql.AnyAsync($"{relation} where key is null and op <> 't'", cancellationToken))
            return None;
        var changes = $"select op, before, _was, {Moved} as moved from ({Rows(contract, relation)}) where _keyless and op in ('u', 'd')";
        return await sql.SingleAsync(
            $"""
            select coalesce(bool_or(moved), false), count(*) filter (op = 'u' and before is null), count(*) filter (op = 'u' and before is not null and _was is null), count(*) filter (op = 'd' and _was is null)
            from ({changes})
            """,
            row => new Keyless(true, row.GetBoolean(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)),
            cancellationToken);
    }

    /// <summary>Bronze rows of one source table as <see cref="EventsSql.Bound"/> gives them.</summary>
    public string Bound(Contract contract, string bronze)
    {
        if (!Any)
            return EventsSql.Keyed(contract, $"{bronze} where {EventsSql.IsOf(contract)}");
        var rows = Rows(contract, bronze);
        if (!Moves)
            return $"select * exclude (_keyless, _was, _unsent) from ({rows})";
        return $"""
            select * exclude (_keyless, _was, _unsent, _moved, _half) replace (
              _half as op, case when _moved and _half = 'd' then _event_id || '{DeleteMark}' else _event_id end as _event_id, case when _moved and _half = 'd' then before else key end as key,
              case when _moved and _half = 'd' then null else after end as after, case when _moved and _half = 'd' then _was else _key end as _key,
              case when _moved and _half = 'c' then _was else _old_key end as _old_key, case when _moved and _half = 'd' then coalesce(_key, '') else _new_key end as _new_key)
            from (select *, {Moved} as _moved, unnest(case when {Moved} then ['d', 'c'] else [op] end) as _half from ({rows}))
            """;
    }

    /// <summary>What these events do not carry, and what that means.</summary>
    public IEnumerable<string> Notes(Contract contract)
    {
        var key = string.Join(", ", contract.Key);
        if (WithoutBefore > 0)
            yield return $"{WithoutBefore} updates came without key and without the row before: one that changed ({key}) left its old row behind; {Remedy}";
        if (UnknownBefore > 0)
            yield return $"{UnknownBefore} updates came without key and with NULL for some of ({key}) before: a row that they took another key from is left behind; {Remedy}";
        if (UnknownDeletes > 0)
            yield return $"{UnknownDeletes} deletes came without key and with NULL for some of ({key}): they delete nothing, since no row has such a key; {Remedy}";
    }

    private const string Remedy = "let the connector send envelopes with whole rows (PostgreSQL: REPLICA IDENTITY FULL; MySQL, MariaDB: binlog_row_image=FULL)";

    private const string Moved = "(_keyless and op = 'u' and _was is not null and not _unsent and _was is distinct from _key)";

    /// <summary>The rows with the JSON that says their key in place of it, whether they lack it (<c>_keyless</c>), the key that they had before where the event says the whole of it (<c>_was</c>), and whether a value of the key was not sent (TOAST, binlog_row_image=MINIMAL).</summary>
    private static string Rows(Contract contract, string bronze)
    {
        var before = contract.Key.Select(name => KeySql.Member(contract.Find(name)!, "before"));
        var unsent = contract.Key.Select(name => contract.Find(name)!).Select(column => $"coalesce({Decoders.PlaceholderSql(column, KeySql.Member(column, "after"))}, false) or not ({Has(column)})");
        return $"""
            {EventsSql.Keyed(contract, $"""
                (select * replace (coalesce(key, after, before) as key), key is null and op <> 't' as _keyless, ({string.Join(" or ", unsent)}) as _unsent,
                  case when key is null and op in ('u', 'd') and {string.Join(" and ", before.Select(member => member + " is not null"))} then {KeySql.Text(contract, "before")} end as _was
                from {bronze} where {EventsSql.IsOf(contract)})
                """)}
            """;
    }

    private static string Has(ContractColumn column) => string.Join(" or ", column.SourceNames.Select(name => JsonMember.Exists("after", name)));
}
