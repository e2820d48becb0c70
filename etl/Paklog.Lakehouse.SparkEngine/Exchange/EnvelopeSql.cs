using Paklog.Lakehouse.Bronze;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Sources;
using Paklog.Lakehouse.SparkEngine.Translation;

namespace Paklog.Lakehouse.SparkEngine.Exchange;

/// <summary>
/// Takes lines apart by Spark's JSON reader, and puts each together again from its parts, in the order in which Debezium 3 and Kafka Connect's JsonConverter write it. Only a line that comes out letter for letter
/// has been read: then each part is one whole JSON value without blanks, nothing stands twice, before, between or behind, and numbers and escapes are as Spark's JSON writer (Jackson) has them.
/// What DuckDB's writer has otherwise is left to it: escaped surrogates, and exponents in the parts that it writes anew.
/// </summary>
internal static class EnvelopeSql
{
    private const string Transaction = "STRUCT<id:STRING,total_order:BIGINT,data_collection_order:BIGINT>";

    private const string Envelope = $"STRUCT<before:STRING,after:STRING,source:STRING,transaction:{Transaction},op:STRING,ts_ms:BIGINT,ts_us:BIGINT,ts_ns:BIGINT>";

    /// <summary>Projections one after the other, from the columns file, row_no and line to those of <see cref="IEnvelopeReader.Columns"/>.</summary>
    public static IReadOnlyList<string[]> Steps(RecordForm form)
    {
        var typed = form.Value == ValueForm.SchemaEnvelope;
        var envelope = typed ? "r.value.payload" : "r.value";
        return
        [
            ["file", "row_no", "line", Parsed(typed)],
            [
                "file", "row_no", "line", "r.topic", "r.partition", "r.offset", "r.timestamp as ts", "r.headers", $"{(typed ? "if(coalesce(startswith(r.key.schema, '{'), true), r.key.payload, '')" : "r.key")} as key", $"{(typed ? "r.value.schema" : "cast(null as STRING)")} as value_schema",
                $"{envelope}.before", $"{envelope}.after", $"{envelope}.source", $"{envelope}.op", $"{envelope}.transaction.id as transaction_id", $"{envelope}.transaction.total_order as transaction_order",
                $"from_json({envelope}.source, 'MAP<STRING,STRING>') as m", $"{Head} as head", $"{Tail(typed, envelope)} as tail",
            ],
            [.. IEnvelopeReader.Columns.Select(column => column.Name switch
            {
                "read" => $"{Read} as read",
                "s" => $"{Source} as s",
                _ => SparkLiteral.Name(column.Name),
            })],
        ];
    }

    private static string Parsed(bool typed)
    {
        var (key, value) = typed ? ("STRUCT<schema:STRING,payload:STRING>", $"STRUCT<schema:STRING,payload:{Envelope}>") : ("STRING", Envelope);
        return $"from_json(line, 'topic STRING, partition INT, offset BIGINT, timestamp BIGINT, headers STRING, key {key}, value {value}') as r";
    }

    /// <summary>The line up to its headers.</summary>
    private static string Head => $"concat('{{', {Members(("topic", Text("r.topic")), ("partition", OrNull("r.partition")), ("offset", OrNull("r.offset")), ("timestamp", OrNull("r.timestamp")))}, ',\"headers\":')";

    /// <summary>The line behind its headers.</summary>
    private static string Tail(bool typed, string envelope)
    {
        var transaction = Object(("id", Text($"{envelope}.transaction.id")), ("total_order", $"{envelope}.transaction.total_order"), ("data_collection_order", $"{envelope}.transaction.data_collection_order"));
        var value = Object(
            ("before", OrNull($"{envelope}.before")), ("after", OrNull($"{envelope}.after")), ("source", $"{envelope}.source"), ("transaction", OrNull(transaction)), ("op", Text($"{envelope}.op")),
            ("ts_ms", $"{envelope}.ts_ms"), ("ts_us", $"{envelope}.ts_us"), ("ts_ns", $"{envelope}.ts_ns"));
        var members = typed
            ? Members(("key", OrNull(Object(("schema", "r.key.schema"), ("payload", "r.key.payload")))), ("value", OrNull(Object(("schema", "r.value.schema"), ("payload", value)))))
            : Members(("key", OrNull("r.key")), ("value", OrNull(value)));
        return $"concat(',', {members}, '}}')";
    }

    private static string Object(params IEnumerable<(string Name, string Value)> members) => $"concat('{{', {Members(members)}, '}}')";

    /// <summary>Arguments of a concat. What is NULL makes it NULL, so that the line is not what comes out.</summary>
    private static string Members(params IEnumerable<(string Name, string Value)> members) => string.Join(", ',', ", members.Select(member => $"'\"{member.Name}\":', {member.Value}"));

    private static string Text(string value) => $"concat('\"', {value}, '\"')";

    private static string OrNull(string value) => $"coalesce(cast({value} as STRING), 'null')";

    /// <summary>Whether the parts are all there is to the line, and both engines have the same of them. A bare value has its key from a contract, which the embedded engine takes.</summary>
    private static string Read => $"""
        coalesce((line = concat(head, headers, tail) or line = concat(head, {Spaced("headers")}, tail))
          and not contains(line, {SparkLiteral.Quote(@"\uD")})
          and (op is null or {IsPlain})
          and (key is not null or op = 't')
          and (source is null or (size(array_distinct(map_keys(m))) = size(m) and {string.Join(" and ", IEnvelopeReader.SourceNumbers.Select(IsNumber))}))
          and not {HasExponent("source")} and not {HasExponent("headers")} and not {HasExponent("value_schema")}, false)
        """;

    /// <summary>As <see cref="EnvelopeForms"/> has it: what else a key, a source or a row may be the embedded engine says.</summary>
    private static string IsPlain => $$"""
        ((key is null or (startswith(key, '{') and not contains(key, ':{') and not startswith(key, '{"schema":') and not startswith(key, '{"payload":')))
            and coalesce(startswith(value_schema, '{'), true) and startswith(source, '{') and not contains(source, ':{') and not coalesce(after, before, '') rlike {{SparkLiteral.Quote(EnvelopeForms.AvroRow)}})
        """;

    /// <summary>Kafka's headers are not in a converter's hands: tools that write records as lines have blanks between them.</summary>
    private static string Spaced(string json) => $"""replace(replace(replace({json}, '":', '": '), {SparkLiteral.Quote("\\\": ")}, {SparkLiteral.Quote("\\\":")}), ',"', ', "')""";

    /// <summary>A number that stands in quotes is one to DuckDB too.</summary>
    private static string IsNumber(string member) => $"(m['{member}'] is null or cast(cast(m['{member}'] as BIGINT) as STRING) = m['{member}'])";

    private static string HasExponent(string json) => $"coalesce(contains({json}, 'E') and {json} rlike '[0-9]E', false)";

    private static string Source => $"named_struct({string.Join(", ", IEnvelopeReader.SourceTexts.Select(name => $"'{name}', m['{name}']").Concat(IEnvelopeReader.SourceNumbers.Select(name => $"'{name}', cast(m['{name}'] as BIGINT)")))})";
}
