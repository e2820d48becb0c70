using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Sources;

namespace Paklog.Lakehouse.Bronze;

/// <summary>
/// The SELECT that turns lines (columns file, line_no, line) into staged events, one row a line, none dropped: column <c>kind</c> says what became of it.
/// <list type="bullet">
/// <item><c>change</c> and <c>domain</c> are events to land;</item>
/// <item><c>ignored:*</c> is counted only (tombstones, heartbeats, transaction and schema-change topics, the signal table, logical messages);</item>
/// <item><c>dead:*</c> goes to the dead letters;</item>
/// <item><c>other</c> (only from a form that expects one shape) asks for the file to be read again by <see cref="RecordForm.Any"/>.</item>
/// </list>
/// Identity, position and time follow the project's semantics (section 1).
/// </summary>
internal static class StagingSql
{
    private const string Envelope = """{"before":"JSON","after":"JSON","source":"JSON","op":"VARCHAR","transaction":{"id":"VARCHAR","total_order":"BIGINT"}}""";

    private static readonly string Source =
        $"{{{string.Join(",", IEnvelopeReader.SourceTexts.Select(name => $"\"{name}\":\"VARCHAR\"").Concat(IEnvelopeReader.SourceNumbers.Select(name => $"\"{name}\":\"BIGINT\"")))}}}";

    /// <summary>Members of every value form that <see cref="ValueForm.Any"/> tells apart.</summary>
    private const string AnyValue = """
        {"before":"JSON","after":"JSON","source":"JSON","op":"VARCHAR","transaction":{"id":"VARCHAR","total_order":"BIGINT"},"ddl":"VARCHAR","status":"VARCHAR","id":"VARCHAR","event_count":"JSON","ts_ms":"BIGINT",
        "__op":"VARCHAR","__deleted":"VARCHAR","__source_ts_ms":"BIGINT","__source_ts_us":"BIGINT","__source_ts_ns":"BIGINT","__source_file":"VARCHAR","__source_pos":"BIGINT",
        "__source_row":"BIGINT","__source_lsn":"BIGINT","__source_txId":"BIGINT","__source_sequence":"VARCHAR","__source_gtid":"VARCHAR","__source_snapshot":"VARCHAR"}
        """;

    /// <summary>A number with a fraction or an exponent where a JSON value can start. It may also hit text inside a string, which only costs the slower path.</summary>
    private const string Fraction = "(\":|[\\[,])-?[0-9]+[.eE]";

    /// <summary>Reads lines, each a text of its own.</summary>
    public static string Select(RecordForm form, string lines, StagingNames names) =>
        Select(form, $"select file, line_no, line, {Record(form)} as record from {lines}", structured: false, names);

    /// <summary>
    /// Reads files by DuckDB's JSON reader, about twice as fast as line by line. There is no line to compare with, so the files must hold no fractions;
    /// what is no envelope comes out as <c>other</c>, and a line that is no JSON fails the statement.
    /// </summary>
    /// <param name="files">The variable that holds the list of paths.</param>
    public static string SelectStructured(RecordForm form, string files, StagingNames names) => Select(
        form,
        $"select filename as file, null::bigint as line_no, null::varchar as line, {Members(form)} as record from read_json(getvariable('{files}'), format = 'newline_delimited', filename = true, columns = {Columns(form)})",
        structured: true,
        names);

    private static string Select(RecordForm form, string parsed, bool structured, StagingNames names) => Select(
        parsed,
        form.Value == ValueForm.Any ? DescribeAny(names) : DescribeEnvelope(form, structured),
        $"select *, case when kind = 'change' and source is not null then from_json(source, '{Source}') end as s from described",
        names.KeyOfBareValue("before", "after", "coalesce(nullif(s.schema, ''), s.db)", "s.\"table\""),
        structured ? "false" : $"{Inexact("key", form)} or {Inexact("before", form)} or {Inexact("after", form)}",
        form.Value == ValueForm.Any ? $"case when flat_topic is not null then 'topic|' || flat_topic else concat({Place}) end" : Place,
        $"when 'domain' then concat_ws('|', 'domain', topic, event_id_header, coalesce(key, ''), md5(coalesce(after, '') || '|' || {OwnHeaders}))",
        names);

    /// <summary>What the identity of an envelope begins with.</summary>
    private const string Place = "connector, '|', source_name, '|', database, '|', schema_name, '|', table_name";

    /// <summary>Stages envelopes that the engine has read itself. Those that it has not come out as <c>other</c>, with their lines.</summary>
    /// <param name="read">A relation with the columns of <see cref="IEnvelopeReader"/>, whose number of a row becomes <c>line_no</c>.</param>
    public static string SelectRead(string read, StagingNames names) => Select(
        $"select * from {read}",
        $"""
        select file, row_no as line_no, line, topic, partition, "offset", ts, {Headers("headers")} as headers, key, value_schema, before, after, source, op, transaction_id, transaction_order,
          case when not read then 'other' when op is not null then 'change' else 'ignored:tombstone' end as kind, {NotFlat}, null::varchar as event_id_header, null::varchar as event_type, s
        from parsed
        """,
        "select * from described",
        "null::varchar",
        "false",
        Place,
        "",
        names);

    /// <summary>What is the same for all lines, whoever has read them.</summary>
    /// <param name="parsed">A SELECT with the members of a line.</param>
    /// <param name="described">A SELECT over <c>parsed</c> with the parts of an event and its kind.</param>
    /// <param name="sourced">A SELECT over <c>described</c> with the members of <c>source</c> as the struct <c>s</c>.</param>
    /// <param name="bareKey">The key of an event that came without one.</param>
    /// <param name="inexact">Whether a value has lost digits.</param>
    /// <param name="place">What the identity of a change begins with.</param>
    /// <param name="domain">A branch of a CASE: the identity of a domain event.</param>
    private static string Select(string parsed, string described, string sourced, string bareKey, string inexact, string place, string domain, StagingNames names) => $"""
        select * replace (case when strlen(region) <= {StagingNames.MaxRegionBytes} then region end as region) from (
        with parsed as (
          {parsed}
        ), described as (
          {described}
        ), sourced as (
          {sourced}
        ), located as (
          select file, line_no, line, topic, partition, "offset", ts, cast(headers as varchar) as headers, cast(before as varchar) as before, cast(after as varchar) as after,
            cast(source as varchar) as source, cast(value_schema as varchar) as value_schema, op, flat_topic,
            coalesce(cast(key as varchar), case when op <> 't' then {bareKey} end) as key,
            case when kind <> 'change' then kind
                 when op = 'm' then 'ignored:message'
                 when op not in ('c', 'u', 'd', 'r', 't') then 'dead:unknown_op'
                 when coalesce(s."table", flat_table) = {names.SignalTable} then 'ignored:signal'
                 else 'change' end as kind,
            coalesce(s.connector, flat_connector) as connector, s.name as source_name, s.db as database, nullif(s.schema, '') as schema_name,
            coalesce(s."table", flat_table) as table_name,
            {SourceName.Sql("coalesce(nullif(s.schema, ''), s.db, flat_schema)", "coalesce(s.\"table\", flat_table)")} as source_table,
            coalesce(s.snapshot, flat_snapshot) as snapshot,
            try_cast(split_part(coalesce(s.file, flat_file), '.', -1) as bigint) as binlog,
            coalesce(s.pos, flat_pos) as pos, coalesce(s."row", flat_row, 0) as "row", coalesce(s.lsn, flat_lsn) as lsn, coalesce(s.txId, flat_txid) as txid,
            case when coalesce(s.sequence, flat_sequence) is not null then try_cast(try(json_extract_string(coalesce(s.sequence, flat_sequence), '$[0]')) as bigint) end as previous_commit,
            coalesce(s.sequence, flat_sequence) is not null as sequenced,
            case coalesce(s.connector, flat_connector) when 'postgresql' then cast(coalesce(s.txId, flat_txid) as varchar) else coalesce(transaction_id, s.gtid, flat_gtid) end as transaction_id, transaction_order,
            coalesce(s.ts_ns // 1000, s.ts_us, try(s.ts_ms * 1000), flat_ts_us) as time_us,
            event_id_header, event_type
          from sourced
        ), positioned as (
          select *, {inexact} as inexact,
            case connector when 'postgresql' then coalesce(previous_commit, lsn) else binlog end as source_pos1,
            case connector when 'postgresql' then lsn else pos end as source_pos2,
            case connector when 'postgresql' then 0 else "row" end as source_pos3,
            connector = 'postgresql' and sequenced and previous_commit is null and op <> 'r' as unsequenced,
            try(make_timestamptz(coalesce(time_us, ts * 1000))) as event_time,
            case kind when 'change' then {names.BronzeTable("source_table", "table_name")} when 'domain' then {StagingNames.OwnName("topic")} end as bronze_table
          from located
        )
        select file, line_no,
          case when kind like 'dead:%' or kind = 'other' or inexact then line end as line, inexact,
          case when kind = 'change' and (connector is null or connector not in ('mysql', 'mariadb', 'postgresql')) then 'dead:unknown_connector'
               when kind = 'change' and (source_pos1 is null or source_pos2 is null or time_us is null or event_time is null or source_table is null or (key is null and op <> 't')) then 'dead:no_identity'
               when kind = 'domain' and (topic is null or event_time is null) then 'dead:no_identity'
               when kind in ('change', 'domain') and event_time not between timestamptz '0001-01-01 00:00:00+00' and timestamptz '9999-12-31 00:00:00+00' then 'dead:time_out_of_range'
               when kind in ('change', 'domain') and not coalesce(bronze_table not in ('', '{DeadLetterTable.Name.Name}') and length(bronze_table) <= {StagingNames.MaxLength}, false) then 'dead:no_table_name'
               else kind end as kind,
          topic, partition, "offset", ts, headers, key, before, after, source, value_schema, op, connector, source_name, database, schema_name, table_name, source_table, snapshot, transaction_id, transaction_order,
          source_pos1, source_pos2, source_pos3, unsequenced,
          event_time,
          case kind
            when 'change' then
              concat({place},
                '|', case connector when 'postgresql' then concat(lsn, ':' || txid) else concat(binlog, ':', pos, ':', "row") end,
                '|', op, '|', key, case when op = 'r' then '|' || time_us end{(names.Epoch == "0" ? "" : $", case {names.Epoch} when 0 then '' else '{Deduplication.EpochMark}' || {names.Epoch} end")})
            {domain}
          end as event_id,
          event_type, bronze_table, case when kind in ('change', 'domain') then {names.Region("bronze_table", "before", "after")} end as region, {names.Epoch} as epoch
        from positioned e
        )
        """;

    /// <summary>True where the re-serialised text has lost digits: it has a fraction and does not stand in the line as it is. Behind its name: an image may be to the letter what another one has become.</summary>
    private static string Inexact(string column, RecordForm form)
    {
        var named = (form.Value, column) switch
        {
            (ValueForm.Any, "key") => column,
            (ValueForm.Any, _) => $"case when kind = 'change' and flat_topic is null then '\"{column}\":' || {column} else {column} end",
            (ValueForm.SchemaEnvelope, "key") => $"'\"payload\":' || {column}",
            _ => $"'\"{column}\":' || {column}",
        };
        return $"coalesce(kind in ('change', 'domain') and not contains(line, {named}) and regexp_matches({column}, '{Fraction}'), false)";
    }

    /// <summary>A record whose value is null. The JSON reader does not tell null from absent; a record with neither value nor key is something else.</summary>
    private static string Tombstone(RecordForm form, bool structured) => (form.Wrapped, structured) switch
    {
        (false, _) => "false",
        (true, true) => "record.topic is not null and record.key is not null and record.value is null",
        (true, false) => "record.topic is not null and try(json_type(line, '$.value')) = 'NULL'",
    };

    private const string EnvelopeType = "STRUCT(\"before\" JSON, \"after\" JSON, source JSON, op VARCHAR, \"transaction\" STRUCT(id VARCHAR, total_order BIGINT))";

    /// <summary>The columns of the JSON reader for a form, as name and type.</summary>
    private static List<(string Name, string Type)> Typed(RecordForm form)
    {
        if (form.Wrapped)
        {
            var value = form.Value == ValueForm.SchemaEnvelope ? $"STRUCT(schema JSON, payload {EnvelopeType})" : EnvelopeType;
            return [("topic", "VARCHAR"), ("partition", "INTEGER"), ("offset", "BIGINT"), ("timestamp", "BIGINT"), ("headers", "JSON"), ("key", "JSON"), ("value", value)];
        }

        return form.Value == ValueForm.SchemaEnvelope
            ? [("schema", "JSON"), ("payload", EnvelopeType)]
            : [("before", "JSON"), ("after", "JSON"), ("source", "JSON"), ("op", "VARCHAR"), ("transaction", "STRUCT(id VARCHAR, total_order BIGINT)")];
    }

    private static string Columns(RecordForm form) => "{" + string.Join(", ", Typed(form).Select(column => $"'{column.Name}': '{column.Type}'")) + "}";

    private static string Members(RecordForm form) => "{" + string.Join(", ", Typed(form).Select(column => $"'{column.Name}': \"{column.Name}\"")) + "}";

    private static string Record(RecordForm form)
    {
        var value = form.Value switch
        {
            ValueForm.Envelope => Envelope,
            ValueForm.SchemaEnvelope => $$"""{"schema":"JSON","payload":{{Envelope}}}""",
            _ => "\"JSON\"",
        };
        var shape = form.Wrapped
            ? $$"""{"topic":"VARCHAR","partition":"INTEGER","offset":"BIGINT","timestamp":"BIGINT","headers":"JSON","key":"JSON","value":{{value}}}"""
            : value;
        return $"try(from_json(line, {DuckDbLiteral.Quote(shape)}))";
    }

    private static string DescribeEnvelope(RecordForm form, bool structured)
    {
        var value = form.Wrapped ? "record.value" : "record";
        var envelope = form.Value == ValueForm.SchemaEnvelope ? value + ".payload" : value;
        var record = form.Wrapped
            ? """record.topic as topic, record.partition as partition, record."offset" as "offset", record.timestamp as ts"""
            : """null::varchar as topic, null::integer as partition, null::bigint as "offset", null::bigint as ts""";
        var headers = form.Wrapped ? Headers("record.headers") : "null::varchar";
        var key = (form.Wrapped, form.Value) switch
        {
            (false, _) => "null::varchar",
            (true, ValueForm.SchemaEnvelope) => "coalesce(from_json(record.key, '{\"payload\":\"JSON\"}').payload, record.key)",
            _ => "record.key",
        };
        return $"""
            select file, line_no, line, {record}, {headers} as headers, {key} as key,
              {(form.Value == ValueForm.SchemaEnvelope ? value + ".schema" : "null::varchar")} as value_schema,
              {envelope}.before as before, {envelope}.after as after, {envelope}.source as source, {envelope}.op as op, {envelope}.transaction.id as transaction_id, {envelope}.transaction.total_order as transaction_order,
              case when {envelope}.op is not null and {envelope}.source is not null then 'change'
                   when {Tombstone(form, structured)} then 'ignored:tombstone' else 'other' end as kind,
              {NotFlat}, null::varchar as event_id_header, null::varchar as event_type
            from parsed
            """;
    }

    private const string NotFlat = """
        null::varchar as flat_topic, null::varchar as flat_connector, null::varchar as flat_schema, null::varchar as flat_table, null::varchar as flat_snapshot, null::varchar as flat_file,
        null::bigint as flat_pos, null::bigint as flat_row, null::bigint as flat_lsn, null::bigint as flat_txid, null::varchar as flat_sequence, null::varchar as flat_gtid, null::bigint as flat_ts_us
        """;

    /// <summary>Headers that Debezium adds to every record say where it ran, not what happened: they are left out, but for the two that join the halves of a primary-key change.</summary>
    private static string Headers(string headers) => $$"""
        case when {{headers}} is null or {{headers}} = '{}' then null
             when not contains({{headers}}, '__debezium.newkey') and not contains({{headers}}, '__debezium.oldkey') and len(list_filter(json_keys({{headers}}), h -> not starts_with(h, '__debezium.'))) = 0 then null
             else {{headers}} end
        """;

    /// <summary>The headers that say something of the event, in order of their names: Debezium's own change when its task starts again.</summary>
    private const string OwnHeaders =
        "coalesce(cast(list_transform(list_sort(list_filter(json_keys(headers), h -> not starts_with(h, '__debezium.'))), h -> h || '=' || coalesce(json_extract_string(headers, '/' || replace(replace(h, '~', '~0'), '/', '~1')), '')) as varchar), '')";

    private static string DescribeAny(StagingNames names) => $$"""
        select file, line_no, line, topic, partition, "offset", ts, {{Headers("headers")}} as headers, key, value_schema,
          case when flat then case when v.__deleted = 'true' then payload end else v.before end as before,
          case when kind = 'domain' then payload when flat then case when v.__deleted = 'true' or v.__op = 'd' then null else payload end else v.after end as after,
          v.source as source,
          case when flat then case when v.__deleted = 'true' then 'd' else coalesce(v.__op, 'u') end when kind = 'domain' then 'c' else v.op end as op,
          v.transaction.id as transaction_id, v.transaction.total_order as transaction_order, kind,
          case when flat then topic end as flat_topic,
          case when flat then case when v.__source_lsn is not null then 'postgresql' when v.__source_file is not null then 'mysql' end end as flat_connector,
          case when flat then string_split(topic, '.')[-2] end as flat_schema, case when flat then string_split(topic, '.')[-1] end as flat_table,
          v.__source_snapshot as flat_snapshot, v.__source_file as flat_file, v.__source_pos as flat_pos, v.__source_row as flat_row, v.__source_lsn as flat_lsn, v.__source_txId as flat_txid,
          v.__source_sequence as flat_sequence, v.__source_gtid as flat_gtid, coalesce(v.__source_ts_ns // 1000, v.__source_ts_us, try(v.__source_ts_ms * 1000)) as flat_ts_us,
          event_id_header, event_type
        from (
          select * replace (case kind when 'flat' then 'change' else kind end as kind), kind = 'flat' as flat from (
            select *, case
              when empty then 'ignored:tombstone'
              when broken then 'dead:not_json'
              when starts_with(topic, {{names.HeartbeatPrefix}}) then 'ignored:heartbeat'
              when v.source is not null and v.op is not null then 'change'
              when v.op is not null and v.op not in ('c', 'u', 'd', 'r', 't', 'm') and (v.before is not null or v.after is not null) then 'dead:unknown_op'
              when v.ddl is not null and v.source is not null then 'ignored:schema_change'
              when v.status in ('BEGIN', 'END') and v.id is not null and json_exists(payload, '$.event_count') then 'ignored:transaction'
              when v.__op is not null or v.__deleted is not null then 'flat'
              when event_id_header is not null then 'domain'
              else 'dead:not_an_envelope' end as kind
            from (
              select *, case when json_type(payload) = 'OBJECT' then from_json(payload, '{{AnyValue}}') end as v from (
                select *,
                  case when typed then value->'$.payload' else value end as payload,
                  case when typed then cast(value->'$.schema' as varchar) end as value_schema,
                  case when typed_key then raw_key->'$.payload' else raw_key end as key,
                  json_extract_string(headers, '$.id') as event_id_header, json_extract_string(headers, '$.eventType') as event_type
                from (
                  select *, coalesce(json_type(value) = 'OBJECT' and json_exists(value, '$.schema') and json_exists(value, '$.payload'), false) as typed,
                    coalesce(json_type(raw_key) = 'OBJECT' and json_exists(raw_key, '$.schema') and json_exists(raw_key, '$.payload'), false) as typed_key,
                    coalesce(try(json_type(line)) = 'NULL' or (wrapped and try(json_type(line, '$.value')) = 'NULL'), false) as empty
                  from (
                    select file, line_no, line, record is null or coalesce(try(json_type(line)), '') <> 'OBJECT' as broken,
                      coalesce(record.topic is not null and try(json_exists(line, '$.value')), false) as wrapped,
                      case when wrapped then record.topic end as topic, case when wrapped then record.partition end as partition, case when wrapped then record."offset" end as "offset",
                      case when wrapped then record.timestamp end as ts, case when wrapped then record.headers end as headers, case when wrapped then record.key end as raw_key,
                      case when broken then null when wrapped then record.value else try(cast(line as json)) end as value
                    from parsed
                  )
                )
              )
            )
          )
        )
        """;
}
