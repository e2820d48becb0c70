using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Lines;
using Paklog.Lakehouse.Sources;

namespace Paklog.Lakehouse.Bronze;

/// <summary>
/// The SELECT that turns lines (columns file, line_no, line) into staged events, one row a line, none dropped: column <c>kind</c> says what became of it.
/// <list type="bullet">
/// <item><c>change</c> and <c>domain</c> are events to land;</item>
/// <item><c>ignored:*</c> is counted only (tombstones, heartbeats, transaction and schema-change topics, the signal table, logical messages);</item>
/// <item><c>dead:*</c> goes to the dead letters;</item>
/// <item><c>other</c> (only from a form that expects one shape) asks for the file to be read again line by line, by <see cref="ReadLines"/>.</item>
/// </list>
/// Identity, position and time follow the project's semantics (section 1).
/// </summary>
internal static class StagingSql
{
    private static readonly string Source =
        $"{{{string.Join(",", IEnvelopeReader.SourceTexts.Select(name => $"\"{name}\":\"VARCHAR\"").Concat(IEnvelopeReader.SourceNumbers.Select(name => $"\"{name}\":\"BIGINT\"")))}}}";

    /// <summary>A number with a fraction or an exponent where a JSON value can start. It may also hit text inside a string, which only costs the slower path.</summary>
    private const string Fraction = "(\":|[\\[,])-?[0-9]+[.eE]";

    /// <summary>Reads lines of envelopes, each a text of its own; what is no plain envelope comes out as <c>other</c>.</summary>
    public static string Select(RecordForm form, string lines, StagingNames names) => Select(form, EnvelopeForms.Parse(form, lines), structured: false, names);

    /// <summary>
    /// Reads files of envelopes by DuckDB's JSON reader, about twice as fast as line by line. There is no line to compare with, so the files must hold no fractions, and a line that is no JSON fails the statement.
    /// </summary>
    /// <param name="files">The variable that holds the list of paths.</param>
    public static string SelectStructured(RecordForm form, string files, StagingNames names) => Select(form, EnvelopeForms.ParseFiles(form, files), structured: true, names);

    private static string Select(RecordForm form, string parsed, bool structured, StagingNames names) => Select(
        parsed,
        EnvelopeForms.Describe(form, structured),
        $"select *, case when kind = 'change' then from_json(source, '{Source}') end as s from described",
        names.KeyOfBareValue("before", "after", "coalesce(nullif(s.schema, ''), s.db)", "s.\"table\""),
        structured ? "false" : $"{Inexact("key", form)} or {Inexact("before", form)} or {Inexact("after", form)}",
        Place,
        "",
        line: Line,
        reason: "null::varchar",
        names);

    /// <summary>Stages lines that this process has read, see <see cref="ReadLines"/>. They say themselves why they are dead, and have lost no digits.</summary>
    public static string SelectReadLines(StagingNames names) => Select(
        $"select * from {ReadLines.Table}",
        $"""select * replace ({Headers("headers")} as headers) from parsed""",
        $"""
        select * replace (case when bare_key is null then key else {names.KeyOfBareKey("bare_key", "before", "after", Schema, TableName)} end as key) from (
          select *, case when kind = 'change' and source is not null then from_json(source, '{Source}') end as s from described
        )
        """,
        names.KeyOfBareValue("before", "after", Schema, TableName),
        "false",
        $"case when flat_place is not null then flat_place else concat({Place}) end",
        $"when 'domain' then concat_ws('|', 'domain', {Part("topic")}, {Part("event_id_header")}, coalesce(key, ''), md5(coalesce(after, '') || '|' || {OwnHeaders}))",
        line: "line",
        reason: DeadReason.Sql,
        names);

    private const string Schema = "coalesce(nullif(s.schema, ''), s.db, flat_schema)";

    private const string TableName = "coalesce(s.\"table\", flat_table)";

    /// <summary>The line, where it is needed yet.</summary>
    private const string Line = "case when kind like 'dead:%' or kind = 'other' or inexact then line end";

    /// <summary>What the identity of an envelope begins with.</summary>
    private static readonly string Place = $"connector, '|', {Part("source_name")}, '|', {Part("database")}, '|', {Part("schema_name")}, '|', {Part("table_name")}";

    /// <summary>A name as a part of an identity, in which bars stand between the parts: one that has a bar is quoted, so that no two events have one identity. All other identities stay as they are in warehouses.</summary>
    private static string Part(string name) => QuotedSql.Write(name, ReadLine.Bar);

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
        Line,
        "null::varchar",
        names);

    /// <summary>What is the same for all lines, whoever has read them.</summary>
    /// <param name="parsed">A SELECT with the members of a line.</param>
    /// <param name="described">A SELECT over <c>parsed</c> with the parts of an event and its kind.</param>
    /// <param name="sourced">A SELECT over <c>described</c> with the members of <c>source</c> as the struct <c>s</c>.</param>
    /// <param name="bareKey">The key of an event that came without one.</param>
    /// <param name="inexact">Whether a value has lost digits.</param>
    /// <param name="place">What the identity of a change begins with.</param>
    /// <param name="domain">A branch of a CASE: the identity of a domain event.</param>
    /// <param name="line">The line, where it is needed yet.</param>
    /// <param name="reason">Why a dead line is dead, where more can be said than of its kind.</param>
    private static string Select(string parsed, string described, string sourced, string bareKey, string inexact, string place, string domain, string line, string reason, StagingNames names) => $"""
        select * replace (case when strlen(region) <= {StagingNames.MaxRegionBytes} then region end as region) from (
        with parsed as (
          {parsed}
        ), described as (
          {described}
        ), sourced as (
          {sourced}
        ), located as (
          select file, line_no, line, topic, partition, "offset", ts, cast(headers as varchar) as headers, cast(before as varchar) as before, cast(after as varchar) as after,
            cast(source as varchar) as source, cast(value_schema as varchar) as value_schema, op, flat_place, bare_key, blind, stated_reason,
            nullif(cast(key as varchar), 'null') as record_key, coalesce(record_key, case when op <> 't' then {bareKey} end) as key,
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
          {line} as line, inexact,
          case when kind = 'change' and {names.IsRefused("source_table")} then 'dead:invalid_contract'
               when kind = 'change' and (connector is null or connector not in ('mysql', 'mariadb', 'postgresql')) then 'dead:unknown_connector'
               when kind = 'change' and (source_pos1 is null or source_pos2 is null or time_us is null or event_time is null or source_table is null or (key is null and op <> 't')) then 'dead:no_identity'
               when kind = 'domain' and (topic is null or event_time is null) then 'dead:no_identity'
               when kind in ('change', 'domain') and event_time not between timestamptz '0001-01-01 00:00:00+00' and timestamptz '9999-12-31 00:00:00+00' then 'dead:time_out_of_range'
               when kind in ('change', 'domain') and not coalesce(bronze_table not in ('', '{DeadLetterTable.Name.Name}') and length(bronze_table) <= {StagingNames.MaxLength}, false) then 'dead:no_table_name'
               else kind end as kind,
          topic, partition, "offset", ts, headers, record_key as key, before, after, source, value_schema, op, connector, source_name, database, schema_name, table_name, source_table, snapshot, transaction_id, transaction_order,
          source_pos1, source_pos2, source_pos3, unsequenced,
          event_time,
          case kind
            when 'change' then
              concat({place},
                '|', case connector when 'postgresql' then concat(lsn, ':' || txid) else concat(binlog, ':', pos, ':', "row") end,
                '|', op, '|', key, case when op = 'r' then '|' || time_us end{(names.Epoch == "0" ? "" : $", case {names.Epoch} when 0 then '' else '{Deduplication.EpochMark}' || {names.Epoch} end")})
            {domain}
          end as event_id,
          event_type, bronze_table, case when kind in ('change', 'domain') then {names.Region("bronze_table", "before", "after")} end as region, {names.Epoch} as epoch, blind, record_key is null and bare_key <> '"default"' as odd_key, {reason} as reason
        from positioned e
        )
        """;

    /// <summary>True where the re-serialised text has lost digits: it has a fraction and does not stand in the line as it is. Behind its name: an image may be to the letter what another one has become.</summary>
    private static string Inexact(string column, RecordForm form)
    {
        var named = (form.Value, column) switch
        {
            (ValueForm.SchemaEnvelope, "key") => $"'\"payload\":' || {column}",
            _ => $"'\"{column}\":' || {column}",
        };
        return $"coalesce(kind = 'change' and not contains(line, {named}) and regexp_matches({column}, '{Fraction}'), false)";
    }

    /// <summary>What events that are no flattened rows have in the columns of those.</summary>
    internal const string NotFlat = """
        null::varchar as flat_place, null::varchar as flat_connector, null::varchar as flat_schema, null::varchar as flat_table, null::varchar as flat_snapshot, null::varchar as flat_file,
        null::bigint as flat_pos, null::bigint as flat_row, null::bigint as flat_lsn, null::bigint as flat_txid, null::varchar as flat_sequence, null::varchar as flat_gtid, null::bigint as flat_ts_us,
        null::varchar as bare_key, null::boolean as blind, null::varchar as stated_reason
        """;

    /// <summary>Headers that Debezium adds to every record say where it ran, not what happened: they are left out, but for the two that join the halves of a primary-key change.</summary>
    internal static string Headers(string headers) => $$"""
        case when {{headers}} is null or {{headers}} = '{}' then null
             when not contains({{headers}}, '__debezium.newkey') and not contains({{headers}}, '__debezium.oldkey') and len(list_filter(json_keys({{headers}}), h -> not starts_with(h, '__debezium.'))) = 0 then null
             else {{headers}} end
        """;

    /// <summary>The headers that say something of the event, in order of their names: Debezium's own change when its task starts again.</summary>
    private const string OwnHeaders =
        "coalesce(cast(list_transform(list_sort(list_filter(json_keys(headers), h -> not starts_with(h, '__debezium.'))), h -> replace(replace(h, '%', '%25'), '=', '%3D') || '=' || coalesce(json_extract_string(headers, '/' || replace(replace(h, '~', '~0'), '/', '~1')), '')) as varchar), '')";
}
