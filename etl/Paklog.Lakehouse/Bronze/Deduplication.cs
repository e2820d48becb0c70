using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Expressions;

namespace Paklog.Lakehouse.Bronze;

/// <summary>
/// Decides for each staged event whether it is new (semantics.md, section 1): column <c>kind</c> becomes <c>duplicate</c> for a copy of an event, and <c>dead:position_conflict</c> for events that share
/// an identity and differ in content. Which copy is kept is left to chance; which of two contradicting events is right is not: none is.
/// </summary>
/// <param name="epoch">The epoch of a Bronze row <c>e</c>, see <see cref="EpochSql"/>.</param>
internal sealed class Deduplication(ISqlSession sql, IStaging staging, string epoch)
{
    /// <summary>Stands before the number in the identity of an event of another epoch than 0.</summary>
    public const string EpochMark = "|epoch ";

    private readonly string rowId = staging.RowId;

    private const string IsEvent = "kind in ('change', 'domain')";

    private const string HasIdentity = "kind in ('change', 'domain', 'dead:position_conflict')";

    /// <summary>Compares the staged events with each other.</summary>
    public async Task WithinBatchAsync(CancellationToken cancellationToken)
    {
        var repeated = await sql.KeepAsync(
            "repeated",
            $"""
            select {rowId} as id, event_id, line is null as without_line, md5(coalesce({Content("before")}, '') || '|' || coalesce({Content("after")}, '')) as content from {Staged}
            where {IsEvent} and hash(event_id) in (select hash(event_id) from {Staged} where {IsEvent} group by all having count(*) > 1)
            """,
            cancellationToken);
        await SetKindAsync(
            $"""
            select id, case when differ then 'dead:position_conflict' else 'duplicate' end as value
            from (select id, min(content) over (partition by event_id) <> max(content) over (partition by event_id) as differ, row_number() over (partition by event_id order by without_line, id) as copy from {repeated})
            where differ or copy > 1
            """,
            cancellationToken);
        await sql.DropAsync(repeated, cancellationToken);
    }

    /// <summary>Compares the events of one Bronze table with those that stand in it already.</summary>
    /// <param name="bronze">A relation with the candidates: at least all rows of the table in the batch's range of positions.</param>
    /// <returns>The identities of rows in Bronze that a staged event contradicts; they have to leave it.</returns>
    public async Task<IReadOnlyList<string>> AgainstBronzeAsync(string table, string bronze, CancellationToken cancellationToken)
    {
        var known = await sql.KeepAsync(
            "known",
            $"""
            select s.{rowId} as id, b._event_id as event_id, s.{IsEvent} and {Same("before")} and {Same("after")} as same
            from {Staged} s join {Known(bronze)} b on {(HasEpochs ? $"b._place = {Place("s.event_id")} and b._epoch = s.epoch" : "b._event_id = s.event_id")}
            where s.bronze_table = $1 and s.{HasIdentity}
            """,
            [table],
            cancellationToken);
        if (HasEpochs)
        {
            // A row that was landed before its epoch was declared bears the identity without it, which an event of the epoch before has too.
            await sql.UpdateAsync(
                Staged,
                rowId,
                "event_id",
                $"""
                select {rowId} as id, {Place("event_id")} || '{EpochMark}' || epoch as value from {Staged}
                where {IsEvent} and bronze_table = {DuckDbLiteral.Quote(table)} and {rowId} not in (select id from {known}) and event_id in (select _event_id from {bronze})
                """,
                cancellationToken);
        }

        await SetKindAsync($"select id, case when bool_and(same) then 'duplicate' else 'dead:position_conflict' end as value from {known} group by id", cancellationToken);
        var contradicted = await sql.ListAsync($"select distinct event_id from {known} where not same", cancellationToken);
        await sql.DropAsync(known, cancellationToken);
        return contradicted;
    }

    /// <summary>Holds the events of a Bronze table back that cannot be read or written.</summary>
    public Task HoldBackAsync(string table, CancellationToken cancellationToken) =>
        SetKindAsync($"select {rowId} as id, 'dead:unreadable_table' as value from {Staged} where {IsEvent} and bronze_table = {DuckDbLiteral.Quote(table)}", cancellationToken);

    /// <summary>An identity that is held back stays so: whatever comes with it is a copy of a dead letter, or a third opinion.</summary>
    public async Task AgainstDeadLettersAsync(string deadLetters, CancellationToken cancellationToken) =>
        await SetKindAsync(
            $"select {rowId} as id, 'dead:position_conflict' as value from {Staged} where {IsEvent} and event_id in (select _event_id from {deadLetters} where error_type = 'position_conflict')",
            cancellationToken);

    /// <summary>
    /// For each Bronze table of the batch the filter that every event with one of its identities passes: the same range of positions. The day is no part of it: a copy of a domain event comes with another
    /// time, and after a reset of the binlog a position comes again on another day.
    /// </summary>
    public async Task<IReadOnlyList<(string Table, Expression Range)>> RangesAsync(CancellationToken cancellationToken)
    {
        return await sql.ListAsync(
            $"""
            select bronze_table, min(source_pos1), max(source_pos1), min(source_pos2), max(source_pos2), count(*) = count(source_pos1) from {Staged} where {HasIdentity} group by bronze_table
            """,
            row =>
            {
                var range = Expression.AlwaysTrue;
                if (row.GetBoolean(5))
                {
                    range = Between("source_pos1", row.GetInt64(1), row.GetInt64(2));
                    if (row.GetInt64(1) == row.GetInt64(2))
                        range = range.And(Between("source_pos2", row.GetInt64(3), row.GetInt64(4)));
                }

                return (row.GetString(0), range);
            },
            cancellationToken);
    }

    public Task<IReadOnlyList<string>> FilesOfDeadWithoutLineAsync(CancellationToken cancellationToken) =>
        sql.ListAsync($"select distinct file from {Staged} where starts_with(kind, 'dead:') and line is null", cancellationToken);

    private WorkTable Staged => staging.Table;

    private bool HasEpochs => epoch != "0";

    private string Known(string bronze) => HasEpochs ? $"(select *, {Place("_event_id")} as _place, {epoch} as _epoch from {bronze} e)" : bronze;

    private static string Place(string identity) => $"regexp_replace({identity}, '[|]epoch [0-9]+$', '')";

    /// <summary>Flattened rows may carry when the connector or its transform worked (add.fields = ts_ms), which a copy has otherwise.</summary>
    private static string Content(string column) => $"case when source is null then {WithoutWork(column)} else {column} end";

    private static string WithoutWork(string column) => $"regexp_replace({column}, ',\"__ts_(ms|us|ns)\":[0-9]+', '', 'g')";

    private static string Same(string column) =>
        $"(b.{column} is not distinct from s.{column} or coalesce(s.source is null and {WithoutWork("b." + column)} = {WithoutWork("s." + column)}, false))";

    private static Expression Between(string column, long least, long greatest) => Expression.GreaterThanOrEqual(column, least).And(Expression.LessThanOrEqual(column, greatest));

    private Task SetKindAsync(string values, CancellationToken cancellationToken) => sql.UpdateAsync(Staged, rowId, "kind", values, cancellationToken);
}
