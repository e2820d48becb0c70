using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;

namespace Paklog.Lakehouse.Bronze;

/// <summary>What a landing reads from its staged lines: the rows of Bronze tables, dead letters and <c>_landed</c>.</summary>
internal sealed class LandingSql(LandingTables tables)
{
    public string Bronze(string table) => $"""
        select s.event_id as _event_id, s.op, s.event_time, s.key, s.before, s.after, s.source, s.value_schema, s.headers, s.region,
          s.connector as source_connector, s.source_name, s.database as source_database, s.source_table, s.snapshot as source_snapshot,
          s.transaction_id as source_transaction, s.transaction_order as source_transaction_order, s.source_pos1, s.source_pos2, s.source_pos3, s.unsequenced as source_unsequenced,
          s.event_type, s.topic as _topic, s.partition as _kafka_partition, s."offset" as _offset, case when s.ts between -62135596800000 and 253402300799999 then make_timestamptz(s.ts * 1000) end as _timestamp,
          coalesce(s.event_time < w.newest - interval 65 minutes, false) as is_late_arrival,
          (select landed_at from {tables.Landing}) as _ingested_at, (select landing_id from {tables.Landing}) as _landing_id
        from {tables.Staged} s left join {tables.Watermarks} w on w.topic is not distinct from s.topic
        where s.kind in ('change', 'domain') and s.bronze_table = {DuckDbLiteral.Quote(table)}
        """;

    public string DeadLetters(LetterTables letters) => $"{DeadLettersOfStaged(letters.Messages)} union all by name select * from {letters.Withdrawn}";

    public string DeadLettersOfStaged(WorkTable messages) => $"""
        select s.line as original_payload, case when s.kind in ('dead:not_utf8', 'dead:truncated_input') then 'base64' else 'utf8' end as payload_encoding, substring(s.kind, 6) as error_type, coalesce(s.reason, m.message) as error_message,
          (select landed_at from {tables.Landing}) as failed_at, s.file as source_file, s.line_no as line_number, s.topic as _topic, s.partition as _kafka_partition, s."offset" as _offset, s.event_id as _event_id,
          (select landing_id from {tables.Landing}) as _landing_id
        from {tables.Staged} s join {messages} m on m.kind = s.kind
        """;

    /// <summary>Whether a dead letter may be of a contract's table: a line that could not be parsed belongs to one by its topic or file alone.</summary>
    public static string IsOf(Contract? contract) => contract is null
        ? "true"
        : $"coalesce(suffix('.' || _topic, {DuckDbLiteral.Quote("." + Topic(contract))}) or contains(source_file, {DuckDbLiteral.Quote(Topic(contract) + "-")}), false)";

    /// <summary>How a connector ends the topic of a table: with its names as they are.</summary>
    private static string Topic(Contract contract) => SourceName.Parse(contract.Source) is { } source ? $"{source.Owner}.{source.Table}" : contract.Source;

    /// <summary>All dead letters as they stand after a replay: those that were not replayed, those that are dead still, and what replayed events contradict.</summary>
    public string LettersAfterReplay(WorkTable replayed, LetterTables letters) => $"""
        select * exclude (_letter, _again) from {replayed} where not _again
        union all by name
        select r.* exclude (_letter, _again) replace (d.error_type as error_type, case when r.error_type = d.error_type and d.error_type = 'position_conflict' then r.error_message else d.error_message end as error_message, d._event_id as _event_id)
        from {replayed} r join ({DeadLettersOfStaged(letters.Messages)}) d on d.line_number = r._letter where r._again
        union all by name
        select * from {letters.Withdrawn}
        """;

    /// <summary>
    /// Rows of a Bronze relation as dead letters. Their lines are not at hand any more: the payload says the same, in the form of a record (or of a bare value, where there was no record).
    /// </summary>
    /// <param name="events">The identities of the rows (_event_id).</param>
    public string Withdraw(string bronze, WorkTable events, string message) => $$"""
        select case when _topic is null then value else concat('{"topic":', to_json(_topic), ',"partition":', coalesce(cast(_kafka_partition as varchar), 'null'), ',"offset":', coalesce(cast(_offset as varchar), 'null'),
            ',"timestamp":', coalesce(cast(epoch_ms(_timestamp) as varchar), 'null'), ',"headers":', coalesce(headers, '{}'), ',"key":', coalesce(key, 'null'), ',"value":', value, '}') end as original_payload,
          'utf8' as payload_encoding, 'position_conflict' as error_type, {{DuckDbLiteral.Quote(message)}} as error_message, (select landed_at from {{tables.Landing}}) as failed_at, null::varchar as source_file, null::bigint as line_number,
          _topic, _kafka_partition, _offset, _event_id, (select landing_id from {{tables.Landing}}) as _landing_id
        from (
          select *, case when value_schema is null then payload else concat('{"schema":', value_schema, ',"payload":', payload, '}') end as value from (
            select *, case when source is null then coalesce(after, before) else concat('{"before":', coalesce(before, 'null'), ',"after":', coalesce(after, 'null'), ',"source":', source, ',"transaction":',
              case when source_transaction_order is null then 'null' else concat('{"id":', to_json(source_transaction), ',"total_order":', source_transaction_order, '}') end, ',"op":', to_json(op), '}') end as payload
            from {{bronze}} b where b._event_id in (select _event_id from {{events}})
          )
        )
        """;

    public string Landed => $"""
        select (select landing_id from {tables.Landing}) as landing_id, (select landed_at from {tables.Landing}) as landed_at, f.location as file, f.bytes, f.sha256, s.topic, s.partition,
          min(s."offset") as min_offset, max(s."offset") as max_offset, max(s.event_time) as max_event_time, count(s.file) as lines,
          count(*) filter (s.kind in ('change', 'domain')) as landed, count(*) filter (s.kind = 'duplicate') as duplicate,
          count(*) filter (starts_with(s.kind, 'ignored:')) as ignored, count(*) filter (starts_with(s.kind, 'dead:')) as dead
        from {tables.InputFiles} f left join {tables.Staged} s on s.file = f.path
        group by all
        """;

    /// <summary>One row a kind: kind, bronze_table, lines.</summary>
    public string Outcomes => $"select kind, case when kind in ('change', 'domain') then bronze_table end as bronze_table, count(*) as lines from {tables.Staged} group by all";

    /// <summary>One row a file: file, lines landed or known, lines dead.</summary>
    public string LinesOfFiles => $"select file, count(*) filter (kind in ('change', 'domain', 'duplicate')) as landed, count(*) filter (starts_with(kind, 'dead:')) as dead from {tables.Staged} group by file";

    /// <summary>One row a file with dead lines: file, kind, reason (null where the kind says all).</summary>
    public string MostFrequentReasons => $"""
        select file, kind, reason from (
          select file, kind, reason, row_number() over (partition by file order by lines desc, kind, reason) as place
          from (select file, kind, reason, count(*) as lines from {tables.Staged} where starts_with(kind, 'dead:') group by file, kind, reason)
        ) where place = 1
        """;

    /// <summary>One row a topic (empty where a line names none): topic, tombstones, flattened rows that cannot say that they were deleted, events that can, events whose bare key is not that of their row.</summary>
    public string Topics => $"""
        select coalesce(topic, '') as topic, count(*) filter (topic is not null and kind = 'ignored:tombstone') as tombstones, count(*) filter (kind in ('change', 'duplicate') and coalesce(blind, false)) as blind,
          count(*) filter (kind in ('change', 'duplicate') and not coalesce(blind, false)) as telling,
          count(*) filter (kind in ('change', 'duplicate') and coalesce(odd_key, false)) as odd_keys
        from {tables.Staged} group by coalesce(topic, '')
        """;
}
