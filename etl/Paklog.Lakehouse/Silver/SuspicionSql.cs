namespace Paklog.Lakehouse.Silver;

/// <summary>
/// Events that look as if their source had been reset or had failed over to another timeline, which no event says (semantics.md, section 1): their position lies behind the newest one of the
/// source, by a whole binlog file or by more than <see cref="LsnSpan"/> bytes of WAL, and yet their time is ahead of its time by more than <see cref="MinutesAhead"/> minutes.
/// Until an operator declares epochs they cannot be ordered.
/// </summary>
internal static class SuspicionSql
{
    public const long LsnSpan = 1L << 30;

    /// <summary>A statement may run long before its transaction commits, so times go back along the order a little in any source.</summary>
    public const int MinutesAhead = 5;

    public const string ErrorType = "suspected_reset";

    /// <summary>The identities of such events: _event_id.</summary>
    /// <param name="bronze">The relation of Bronze events.</param>
    /// <param name="epoch">The expression of the declared epochs over a row <c>e</c>.</param>
    public static string Events(string bronze, string epoch) => $"""
        with placed as (
          select e._event_id, coalesce(e.source_name, e._topic) as source, {epoch} as epoch, e.source_connector = 'postgresql' as by_lsn, e.source_pos1 as file, e.source_pos2 as lsn, e.event_time
          from {bronze} e where e.op <> 'r'
        ), newest as (
          select source, epoch, by_lsn, max(file) as file, max(lsn) as lsn from placed group by all
        ), reached as (
          select source, epoch, by_lsn, n.file, n.lsn, max(p.event_time) as event_time from newest n join placed p using (source, epoch, by_lsn)
          where case when by_lsn then p.lsn >= n.lsn - {LsnSpan} else p.file = n.file end group by all
        )
        select p._event_id from placed p join reached n using (source, epoch, by_lsn)
        where p.event_time > n.event_time + interval {MinutesAhead} minutes
        """;

    public static string Message { get; } =
        "The position of the event lies behind the newest one of its source while its time is ahead: the source was probably reset or failed over. Declare an epoch in conf (epochs) for what came after.";
}
