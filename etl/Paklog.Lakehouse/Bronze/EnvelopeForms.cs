using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Lines;
using Paklog.Lakehouse.Sources;

namespace Paklog.Lakehouse.Bronze;

/// <summary>
/// Takes Debezium's envelopes apart by the engine's JSON reader, for files of one form. It takes only lines that can be nothing else and whose key is plain, so that no line comes out otherwise than <see cref="ReadLine"/> has it;
/// all others are of kind <c>other</c>, for which the file is read again.
/// </summary>
internal static class EnvelopeForms
{
    /// <summary>The row's type of Avro's JSON encoding stands alone in an image and is called after its topic.</summary>
    public const string AvroRow = "^\\{\"[^\"]*[.][^\"]*\":\\{";

    private const string Envelope =
        """{"before":"JSON","after":"JSON","source":"JSON","op":"VARCHAR","transaction":{"id":"VARCHAR","total_order":"BIGINT"},"__op":"VARCHAR","__deleted":"VARCHAR"}""";

    private const string EnvelopeType = "STRUCT(\"before\" JSON, \"after\" JSON, source JSON, op VARCHAR, \"transaction\" STRUCT(id VARCHAR, total_order BIGINT), __op VARCHAR, __deleted VARCHAR)";

    /// <summary>The SELECT with the column <c>record</c> out of lines, each a text of its own.</summary>
    public static string Parse(RecordForm form, string lines) => $"select file, line_no, line, {Record(form)} as record from {lines}";

    /// <summary>The same out of files, without lines.</summary>
    /// <param name="files">The variable that holds the list of paths.</param>
    public static string ParseFiles(RecordForm form, string files) =>
        $"select filename as file, null::bigint as line_no, null::varchar as line, {Members(form)} as record from read_json(getvariable('{files}'), format = 'newline_delimited', filename = true, columns = {Columns(form)})";

    /// <summary>A SELECT over <c>parsed</c>: the parts of the event, and its kind.</summary>
    /// <param name="structured">Whether there are no lines.</param>
    public static string Describe(RecordForm form, bool structured)
    {
        var value = form.Wrapped ? "record.value" : "record";
        var typed = form.Value == ValueForm.SchemaEnvelope;
        var envelope = typed ? value + ".payload" : value;
        var record = form.Wrapped
            ? """record.topic as topic, record.partition as partition, record."offset" as "offset", record.timestamp as ts"""
            : """null::varchar as topic, null::integer as partition, null::bigint as "offset", null::bigint as ts""";
        var headers = form.Wrapped ? StagingSql.Headers("record.headers") : "null::varchar";
        var key = (form.Wrapped, typed) switch
        {
            (false, _) => "null::varchar",
            (true, true) => $"case when {HasSchema("record.key")} then from_json(record.key, {KeyShape}).payload else nullif(cast(record.key as varchar), 'null') end",
            _ => "nullif(cast(record.key as varchar), 'null')",
        };
        return $"""
            select * replace (case when kind = 'change' and not {IsPlain(form)} then 'other' else kind end as kind) from (
              select file, line_no, line, {record}, {headers} as headers, {key} as key, {(form.Wrapped && typed ? $"{HasSchema("record.key")} and not {IsWholeWrapper}" : "false")} as odd_key,
                {(typed ? value + ".schema" : "null::varchar")} as value_schema,
                {envelope}.before as before, {envelope}.after as after, {envelope}.source as source, {envelope}.op as op, {envelope}.transaction.id as transaction_id, {envelope}.transaction.total_order as transaction_order,
                case when {envelope}.op is not null and {envelope}.source is not null and {envelope}.__op is null and {envelope}.__deleted is null then 'change'
                     when {Tombstone(form, structured)} then 'ignored:tombstone' else 'other' end as kind,
                {StagingSql.NotFlat}, null::varchar as event_id_header, null::varchar as event_type
              from parsed
            )
            """;
    }

    private const string KeyShape = """'{"schema":"JSON","payload":"JSON"}'""";

    private static string HasSchema(string key) => $"""coalesce(starts_with({key}, '{"{"}"schema":{"{"}') or starts_with({key}, '{"{"}"payload":'), false)""";

    /// <summary>A key in schema and payload, and nothing else.</summary>
    private static string IsWholeWrapper => $$"""coalesce(starts_with(from_json(record.key, {{KeyShape}}).schema, '{') and concat('{"schema":', from_json(record.key, {{KeyShape}}).schema, ',"payload":', from_json(record.key, {{KeyShape}}).payload, '}') = cast(record.key as varchar), false)""";

    /// <summary>
    /// Whether an event is one on every path: its source is a flat object, which leaves Avro's JSON encoding out; its key is an object without another in it, and no schema beside a payload.
    /// </summary>
    private static string IsPlain(RecordForm form)
    {
        var key = form.Wrapped ? """ and not odd_key and (key is null or (starts_with(key, '{') and not contains(key, ':{') and not starts_with(key, '{"schema":') and not starts_with(key, '{"payload":')))""" : "";
        var schema = form.Value == ValueForm.SchemaEnvelope ? " and starts_with(value_schema, '{')" : "";
        return $$"""coalesce(starts_with(source, '{') and not contains(source, ':{') and not regexp_matches(coalesce(cast(after as varchar), cast(before as varchar), ''), '{{AvroRow}}'){{schema}}{{key}}, false)""";
    }

    /// <summary>A record whose value is null. The JSON reader does not tell null from absent; a record with neither value nor key is something else.</summary>
    private static string Tombstone(RecordForm form, bool structured) => (form.Wrapped, structured) switch
    {
        (false, _) => "false",
        (true, true) => "record.topic is not null and record.key is not null and record.value is null",
        (true, false) => "record.topic is not null and try(json_type(line, '$.value')) = 'NULL'",
    };

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
            : [("before", "JSON"), ("after", "JSON"), ("source", "JSON"), ("op", "VARCHAR"), ("transaction", "STRUCT(id VARCHAR, total_order BIGINT)"), ("__op", "VARCHAR"), ("__deleted", "VARCHAR")];
    }

    private static string Columns(RecordForm form) => "{" + string.Join(", ", Typed(form).Select(column => $"'{column.Name}': '{column.Type}'")) + "}";

    private static string Members(RecordForm form) => "{" + string.Join(", ", Typed(form).Select(column => $"'{column.Name}': \"{column.Name}\"")) + "}";

    private static string Record(RecordForm form)
    {
        var value = form.Value == ValueForm.SchemaEnvelope ? $$"""{"schema":"JSON","payload":{{Envelope}}}""" : Envelope;
        var shape = form.Wrapped
            ? $$"""{"topic":"VARCHAR","partition":"INTEGER","offset":"BIGINT","timestamp":"BIGINT","headers":"JSON","key":"JSON","value":{{value}}}"""
            : value;
        return $"try(from_json(line, {DuckDbLiteral.Quote(shape)}))";
    }
}
