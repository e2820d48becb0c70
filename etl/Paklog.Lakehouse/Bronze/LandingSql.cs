using Paklog.Lakehouse.DuckDb;

namespace Paklog.Lakehouse.Bronze;

/// <summary>What a landing reads from its staged lines: the rows of Bronze tables, dead letters and <c>_landed</c>.</summary>
internal static class LandingSql
{
    private const string Staged = StagedBatch.Table;

    /// <summary>Parameters: none; the landing id, its time and the watermarks stand in variables and the table <c>watermarks</c>.</summary>
    public static string Bronze(string table, string? region) => $"""
        select s.event_id as _event_id, s.op, s.event_time, s.key, s.before, s.after, s.source, s.value_schema, s.headers, {Region(region)} as region,
          s.connector as source_connector, s.source_name, s.database as source_database, s.source_table, s.snapshot as source_snapshot,
          s.transaction_id as source_transaction, s.transaction_order as source_transaction_order, s.source_pos1, s.source_pos2, s.source_pos3, s.unsequenced as source_unsequenced,
          s.event_type, s.topic as _topic, s.partition as _partition, s."offset" as _offset, make_timestamptz(s.ts * 1000) as _timestamp,
          coalesce(s.event_time < w.newest - interval 65 minutes, false) as is_late_arrival,
          getvariable('landed_at') as _ingested_at, getvariable('landing_id') as _landing_id
        from {Staged} s left join watermarks w on w.topic is not distinct from s.topic
        where s.kind in ('change', 'domain') and s.bronze_table = {DuckDbLiteral.Quote(table)}
        """;

    public static string DeadLetters => $"""
        select line as original_payload, case when kind = 'dead:not_utf8' then 'base64' else 'utf8' end as payload_encoding, substring(kind, 6) as error_type, m.message as error_message,
          getvariable('landed_at') as failed_at, file as source_file, line_no as line_number, topic as _topic, partition as _partition, "offset" as _offset, event_id as _event_id,
          getvariable('landing_id') as _landing_id
        from {Staged} join error_messages m on m.kind = {Staged}.kind
        """;

    public static string Landed => $"""
        select getvariable('landing_id') as landing_id, getvariable('landed_at') as landed_at, f.location as file, f.bytes, f.sha256, s.topic, s.partition,
          min(s."offset") as min_offset, max(s."offset") as max_offset, max(s.event_time) as max_event_time, count(s.file) as lines,
          count(*) filter (s.kind in ('change', 'domain')) as landed, count(*) filter (s.kind = 'duplicate') as duplicate,
          count(*) filter (starts_with(s.kind, 'ignored:')) as ignored, count(*) filter (starts_with(s.kind, 'dead:')) as dead
        from input_files f left join {Staged} s on s.file = f.path
        group by all
        """;

    /// <summary>One row a kind: kind, bronze_table, lines.</summary>
    public static string Outcomes => $"select kind, case when kind in ('change', 'domain') then bronze_table end as bronze_table, count(*) as lines from {Staged} group by all";

    private static string Region(string? member)
    {
        if (member is null)
            return "null::varchar";
        var path = DuckDbLiteral.Quote("$." + System.Text.Json.JsonSerializer.Serialize(member));
        return $"coalesce(json_extract_string(s.after, {path}), json_extract_string(s.before, {path}))";
    }
}
