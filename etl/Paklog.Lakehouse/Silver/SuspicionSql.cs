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

    /// <summary>Whether some event of a row of <see cref="Stretches"/> is suspect.</summary>
    public static readonly string IsSuspect = $"coalesce(streamed and source is not null and by_lsn is not null and stretch is not null and latest > beyond + interval {MinutesAhead} minutes, false)";

    /// <summary>
    /// The stretches that events are in: source, epoch, by_lsn, stretch, streamed (not rows of a snapshot), latest (the newest event time), beyond (the oldest latest of what lies behind it, null for nothing)
    /// and what else is asked for.
    /// </summary>
    /// <param name="bronze">The relation of Bronze events.</param>
    /// <param name="epoch">The expression of the declared epochs over a row <c>e</c>.</param>
    /// <param name="more">Aggregates over rows <c>e</c>, with names.</param>
    public static string Stretches(string bronze, string epoch, params IEnumerable<string> more) => $"""
        select *, case when by_lsn
          then min(latest) over (partition by source, epoch, by_lsn, streamed order by stretch range between 2 following and unbounded following)
          else min(latest) over (partition by source, epoch, by_lsn, streamed order by stretch range between 1 following and unbounded following) end as beyond
        from (
          select {Place(epoch)}, {string.Join(", ", more.Prepend("max(e.event_time) as latest"))} from {bronze} e group by all
        )
        """;

    /// <summary>The identities of suspect events: _event_id.</summary>
    /// <param name="bronze">The relation of Bronze events.</param>
    /// <param name="epoch">The expression of the declared epochs over a row <c>e</c>.</param>
    public static string Events(string bronze, string epoch) => $"""
        select p._event_id
        from (select e._event_id, {Place(epoch)}, e.event_time as time from {bronze} e) p join ({Stretches(bronze, epoch)}) s using (source, epoch, by_lsn, stretch, streamed)
        where streamed and time > beyond + interval {MinutesAhead} minutes
        """;

    public static string Message { get; } =
        "The source has positions beyond the event's that are older than it: the source was probably reset or failed over. Declare an epoch in conf (epochs) for what came after.";

    private static string Place(string epoch) =>
        $"coalesce(e.source_name, e._topic) as source, {epoch} as epoch, e.source_connector = 'postgresql' as by_lsn, {Stretch} as stretch, e.op <> 'r' as streamed";
}
