using Paklog.Lakehouse.Engine;

namespace Paklog.Lakehouse.Silver;

/// <summary>What is among some Bronze events, by one pass over a few of their columns: most sources need most rules never.</summary>
/// <param name="OfPostgreSql">Some are PostgreSQL's.</param>
/// <param name="WithoutSource">Some of PostgreSQL's were flattened without their source.</param>
/// <param name="WithoutTopic">Some of PostgreSQL's came as bare values, without record and headers.</param>
/// <param name="Unsequenced">Some come from a connector that knew no commit yet.</param>
/// <param name="SnapshotEnds">Some are the last rows of a snapshot, other than an incremental one.</param>
/// <param name="WithSchema">Some came with the schema of their value.</param>
/// <param name="Suspects">Some cannot be ordered, see <see cref="SuspicionSql"/>.</param>
internal sealed record EventsSummary(bool OfPostgreSql, bool WithoutSource, bool WithoutTopic, bool Unsequenced, bool SnapshotEnds, bool WithSchema, bool Suspects)
{
    /// <param name="bronze">The relation of Bronze events.</param>
    /// <param name="epoch">The expression of the declared epochs over a row <c>e</c>.</param>
    public static Task<EventsSummary> ReadAsync(ISqlSession sql, string bronze, string epoch, CancellationToken cancellationToken)
    {
        string[] conditions =
        [
            "e.source_connector = 'postgresql'",
            "e.source_connector = 'postgresql' and e.source_name is null",
            "e.source_connector = 'postgresql' and e._topic is null",
            "e.source_unsequenced",
            $"e.op = 'r' and e.source_snapshot in ({VirtualDeletesSql.LastMarkers})",
            "nullif(e.value_schema, 'null') is not null",
        ];
        var found = conditions.Select((condition, index) => $"bool_or({condition}) as found_{index}");
        var asked = conditions.Select((_, index) => $"coalesce(bool_or(found_{index}), false)").Append($"coalesce(bool_or({SuspicionSql.IsSuspect}), false)");
        return sql.SingleAsync(
            $"select {string.Join(", ", asked)} from ({SuspicionSql.Stretches(bronze, epoch, found)})",
            row => new EventsSummary(row.GetBoolean(0), row.GetBoolean(1), row.GetBoolean(2), row.GetBoolean(3), row.GetBoolean(4), row.GetBoolean(5), row.GetBoolean(6)),
            cancellationToken);
    }
}
