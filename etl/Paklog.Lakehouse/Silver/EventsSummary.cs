using Paklog.Lakehouse.Engine;

namespace Paklog.Lakehouse.Silver;

/// <summary>What is among some Bronze events, by one pass over a few of their columns: most sources need most rules never.</summary>
/// <param name="OfPostgreSql">Some are PostgreSQL's.</param>
/// <param name="WithoutSource">Some of PostgreSQL's were flattened without their source.</param>
/// <param name="WithoutTopic">Some of PostgreSQL's came as bare values, without record and headers.</param>
/// <param name="Unsequenced">Some come from a connector that knew no commit yet.</param>
/// <param name="SnapshotReads">Some are rows of a snapshot, other than an incremental one.</param>
/// <param name="WithSchema">Some came with the schema of their value.</param>
internal sealed record EventsSummary(bool OfPostgreSql, bool WithoutSource, bool WithoutTopic, bool Unsequenced, bool SnapshotReads, bool WithSchema)
{
    public static EventsSummary Read(ISqlSession sql, string bronze)
    {
        string[] conditions =
        [
            "source_connector = 'postgresql'",
            "source_connector = 'postgresql' and source_name is null",
            "source_connector = 'postgresql' and _topic is null",
            "source_unsequenced",
            "op = 'r' and source_snapshot <> 'incremental'",
            "value_schema is not null",
        ];
        using var rows = sql.Query($"select {string.Join(", ", conditions.Select(condition => $"coalesce(bool_or({condition}), false)"))} from {bronze}");
        rows.Read();
        return new EventsSummary(rows.GetBoolean(0), rows.GetBoolean(1), rows.GetBoolean(2), rows.GetBoolean(3), rows.GetBoolean(4), rows.GetBoolean(5));
    }
}
