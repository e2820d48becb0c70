namespace Paklog.Lakehouse.Silver;

/// <summary>
/// Events that look as if their source had been reset or had failed over to another timeline, which no event says (semantics.md, section 1): a whole stretch of the source behind their position,
/// a binlog file or <see cref="LsnSpan"/> bytes of WAL, holds nothing but what is older than they are, by more than <see cref="MinutesAhead"/> minutes. A later event of that stretch clears them.
/// Until an operator declares epochs they cannot be ordered.
/// </summary>
internal static class SuspicionSql
{
    public const long LsnSpan = 1L << 30;

    /// <summary>Windows add to stretches, which must not leave 64 bits.</summary>
    private const long LastStretch = long.MaxValue - 2;

    /// <summary>A statement may run long before its transaction commits, so times go back along the order a little in any source.</summary>
    public const int MinutesAhead = 5;

    public const string ErrorType = "suspected_reset";

    private static readonly string Stretch = $"least(case when e.source_connector = 'postgresql' then e.source_pos1 // {LsnSpan} else e.source_pos1 end, {LastStretch})";

    /// <summary>The identities of such events: _event_id.</summary>
    /// <param name="bronze">The relation of Bronze events.</param>
    /// <param name="epoch">The expression of the declared epochs over a row <c>e</c>.</param>
    public static string Events(string bronze, string epoch) => $"""
        with placed as (
          select e._event_id, coalesce(e.source_name, e._topic) as source, {epoch} as epoch, e.source_connector = 'postgresql' as by_lsn,
            {Stretch} as stretch, e.event_time
          from {bronze} e where e.op <> 'r'
        ), stretches as (
          select source, epoch, by_lsn, stretch, max(event_time) as latest from placed group by all
        ), passed as (
          select source, epoch, by_lsn, stretch, case when by_lsn
            then min(latest) over (partition by source, epoch, by_lsn order by stretch range between 2 following and unbounded following)
            else min(latest) over (partition by source, epoch, by_lsn order by stretch range between 1 following and unbounded following) end as latest
          from stretches
        )
        select p._event_id from placed p join passed n using (source, epoch, by_lsn, stretch)
        where p.event_time > n.latest + interval {MinutesAhead} minutes
        """;

    /// <summary>The newest event time of each stretch: latest.</summary>
    public static string Latest(string bronze) => $"select max(e.event_time) as latest from {bronze} e group by {Stretch}";

    public static string Message { get; } =
        "The source has positions beyond the event's that are older than it: the source was probably reset or failed over. Declare an epoch in conf (epochs) for what came after.";
}
