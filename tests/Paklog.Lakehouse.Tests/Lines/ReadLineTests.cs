using System.Text;
using Paklog.Lakehouse.Lines;

namespace Paklog.Lakehouse.Tests.Lines;

/// <summary>What a line is, told by what only such a line has.</summary>
public sealed class ReadLineTests
{
    private const string Source = """{"version":"3.5.0.Final","connector":"postgresql","name":"pg1","ts_ms":1,"snapshot":"false","db":"shop","sequence":null,"schema":"public","table":"crate","txId":2,"lsn":14100,"xmin":null}""";
    private const string Envelope = $$"""{"before":null,"after":{"id":1,"w":5},"source":{{Source}},"op":"c","ts_ms":3,"transaction":null}""";
    private const string Flat = """{"id":1,"__op":"c","__source_ts_ms":1,"__source_lsn":7}""";

    [Theory]
    [InlineData("\"op\":\"login\",\"source\":\"web\"")]
    [InlineData("\"op\":\"c\",\"source\":{\"connector\":\"mysql\"},\"before\":null,\"after\":{\"id\":1}")]
    [InlineData("\"schema\":\"order.v2\",\"payload\":\"{}\"")]
    [InlineData("\"schema\":null,\"payload\":{\"op\":\"c\"}")]
    [InlineData("\"status\":\"BEGIN\",\"event_count\":3,\"data_collections\":null,\"ts_ms\":5")]
    [InlineData("\"databaseName\":\"shop\",\"ddl\":\"CREATE\",\"tableChanges\":[]")]
    [InlineData("\"topic\":\"t\",\"partition\":0,\"offset\":1,\"timestamp\":2,\"headers\":{},\"key\":\"k\",\"value\":\"v\"")]
    [InlineData("\"transaction\":\"x\",\"specversion\":\"1.0\",\"data\":{},\"metadata\":{},\"type\":\"t\"")]
    [InlineData("\"op\":{\"string\":\"c\"},\"after\":{\"a.Value\":{}}")]
    public void A_flattened_row_may_have_columns_of_any_name(string columns)
    {
        var row = $$"""{"id":1,{{columns}},"__op":"c","__deleted":"false","__source_ts_ms":1,"__source_lsn":7}""";
        foreach (var (line, key) in new[] { (row, (string?)null), (Record("s.shop.any", "{\"id\":1}", row), "{\"id\":1}"), (Record("s.shop.any", "{\"id\":1}", $$"""{"schema":{"type":"struct"},"payload":{{row}}}"""), "{\"id\":1}") })
        {
            var read = Read(line);
            Assert.Equal((MessageKind.Change, "c", row, null, key), (read.Kind, read.Op, read.After, read.Source, read.Key));
        }
    }

    [Theory]
    [InlineData("\"__op\":\"d\",\"__deleted\":\"true\"", "d")]
    [InlineData("\"__op\":\"d\",\"__deleted\":true", "d")]
    [InlineData("\"__op\":\"d\"", "d")]
    [InlineData("\"__deleted\":\"true\"", "d")]
    [InlineData("\"__deleted\":false", "u")]
    [InlineData("\"__deleted\":\"false\",\"__op\":\"r\"", "r")]
    [InlineData("\"__deleted\":null,\"__op\":\"u\"", "u")]
    public void A_flattened_row_says_in_several_forms_that_it_was_deleted(string marks, string op)
    {
        var read = Read($$"""{"id":1,{{marks}},"__source_ts_ms":1,"__source_lsn":7}""");
        Assert.Equal((MessageKind.Change, op, op == "d"), (read.Kind, read.Op, read.After is null));
        Assert.NotNull(read.Before ?? read.After);
    }

    [Theory]
    [InlineData("""{"id":1,"__op":"c","__table":"seat","__lsn":7,"__source_ts_ms":1}""", "postgresql", "public", "seat", 7, null)]
    [InlineData("""{"id":1,"__op":"c","__db":"shop","__table":"seat","__file":"b.000004","__pos":9,"__row":2,"__source_ts_ms":1}""", "mysql", "shop", "seat", null, 9)]
    [InlineData("""{"id":1,"__op":"c","__source_db":"d","__source_schema":"s","__source_table":"t","__source_lsn":7,"__lsn":8,"__table":"own","__source_ts_ms":1}""", "postgresql", "s", "t", 7, null)]
    [InlineData("""{"id":1,"__op":"c","__source_connector":"mariadb","__source_file":"b.1","__source_pos":"9","__source_ts_ms":1}""", "mariadb", "public", "topic", null, 9)]
    [InlineData("""{"id":1,"__op":"c","__source_commit_lsn":"0:1","__source_ts_ms":1}""", "sqlserver", "public", "topic", null, null)]
    public void A_flattened_row_says_where_it_stands_and_of_which_table_it_is(string row, string connector, string schema, string table, int? lsn, int? pos)
    {
        var read = Read(Record("p.public.topic", "{\"id\":1}", row));
        Assert.Equal((MessageKind.Change, connector, (schema, table), (long?)lsn, (long?)pos), (read.Kind, read.Row!.Connector, (read.Table!.Value.Schema!, read.Table!.Value.Name!), read.Row.Lsn, read.Row.Pos));
    }

    /// <summary>Many tables may be routed into one topic, and rows of a snapshot share one position.</summary>
    [Fact]
    public void Rows_of_two_tables_in_one_topic_are_not_one_event()
    {
        string Place(string topic, string marks) => Read(Record(topic, "{\"id\":1}", $$"""{"id":1,"__op":"r","__source_ts_ms":1,"__source_lsn":7{{marks}}}""")).Place!;
        Assert.NotEqual(Place("all", ",\"__source_schema\":\"s\",\"__source_table\":\"a\""), Place("all", ",\"__source_schema\":\"s\",\"__source_table\":\"b\""));
        Assert.Equal(Place("p.s.a", ",\"__source_schema\":\"s\",\"__source_table\":\"a\""), Place("p.s.a", ""));
    }

    [Theory]
    [InlineData("{\"schema\":null,\"payload\":X}")]
    [InlineData("{\"payload\":X}")]
    [InlineData("{\"payload\":X,\"schema\":null}")]
    public void A_null_schema_is_no_schema(string wrapper)
    {
        string Wrap(string json) => wrapper.Replace("X", json, StringComparison.Ordinal);
        foreach (var value in new[] { Envelope, Flat })
        {
            var (plain, read, bare) = (Read(Record("p.s.t", "{\"id\":1}", value)), Read(Record("p.s.t", Wrap("{\"id\":1}"), Wrap(value))), Read(Wrap(value)));
            Assert.Equal((plain.Kind, plain.Key, plain.Before, plain.After, plain.Op, null), (read.Kind, read.Key, read.Before, read.After, read.Op, read.ValueSchema));
            Assert.Equal((plain.Kind, plain.After, null), (bare.Kind, bare.After, bare.ValueSchema));
        }

        Assert.Equal(MessageKind.Tombstone, Read(Record("p.s.t", Wrap("{\"id\":1}"), Wrap("null"))).Kind);
        Assert.Equal(MessageKind.Tombstone, Read(Wrap("null")).Kind);
    }

    [Theory]
    [InlineData("{\"id\":1}", "{\"id\":1}", null)]
    [InlineData("{\"schema\":{\"type\":\"struct\"},\"payload\":{\"id\":1}}", "{\"id\":1}", null)]
    [InlineData("{\"schema\":null,\"payload\":{\"id\":1}}", "{\"id\":1}", null)]
    [InlineData("\"{\\\"id\\\":1}\"", "{\"id\":1}", null)]
    [InlineData("\"{\\\"schema\\\":null,\\\"payload\\\":{\\\"id\\\":1}}\"", "{\"id\":1}", null)]
    [InlineData("1", null, "1")]
    [InlineData("\"1\"", null, "\"1\"")]
    [InlineData("{\"schema\":{\"type\":\"int64\"},\"payload\":1}", null, "1")]
    [InlineData("null", null, null)]
    [InlineData("[1]", null, null)]
    [InlineData("{\"payload\":1}", "{\"payload\":1}", null)]
    [InlineData("{\"schema\":\"a\",\"payload\":1}", "{\"schema\":\"a\",\"payload\":1}", null)]
    [InlineData("{\"schema\":null,\"payload\":1,\"id\":2}", "{\"schema\":null,\"payload\":1,\"id\":2}", null)]
    public void A_key_is_an_object_or_one_value_in_every_form(string stated, string? key, string? bare)
    {
        foreach (var value in new[] { Envelope, Flat, $$"""{"schema":{"type":"struct"},"payload":{{Envelope}}}""" })
        {
            var read = Read(Record("p.s.t", stated, value));
            Assert.Equal((MessageKind.Change, key, bare), (read.Kind, read.Key, read.BareKey));
        }
    }

    [Theory]
    [InlineData("""{"before":null,"after":{"ns.Value":{"id":{"int":1}}},"op":{"string":"c"}}""")]
    [InlineData("""{"before":null,"after":{"pg1.public.crate.Value":{"id":1,"w":{"int":5}}},"source":{"connector":"postgresql","snapshot":{"string":"false"},"table":"crate","lsn":{"long":14100}},"op":"u"}""")]
    [InlineData("""{"before":null,"after":{"pg1.public.crate.Value":{"id":1}},"source":{"connector":"mysql","db":"shop","table":"t","file":"b.1","pos":4,"row":0,"ts_ms":1},"op":"u"}""")]
    [InlineData("""{"before":null,"after":{"Value":{"id":{"long":1}}},"source":{"connector":"mysql"},"op":"c"}""")]
    [InlineData("""{"id":1,"name":{"string":"a"},"__op":{"string":"c"},"__source_lsn":{"long":5}}""")]
    [InlineData("""{"id":1,"name":{"string":"a"},"__deleted":{"string":"false"},"__lsn":{"long":5}}""")]
    public void Avros_JSON_encoding_is_named_and_lands_nowhere(string value)
    {
        foreach (var line in new[] { value, Record("p.s.t", "{\"id\":1}", value) })
        {
            var read = Read(line);
            Assert.Equal(MessageKind.AvroJson, read.Kind);
            Assert.Contains("Avro's JSON encoding", read.Reason, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("{\"id\":{\"long\":1}}")]
    [InlineData("{\"pg1.public.crate.Key\":{\"id\":1}}")]
    public void Avros_JSON_encoding_in_the_key_is_named_too(string key) => Assert.Equal(MessageKind.AvroJson, Read(Record("p.s.t", key, Envelope)).Kind);

    [Theory]
    [InlineData("""{"status":"BEGIN","id":"7","event_count":3}""", MessageKind.NotAnEnvelope)]
    [InlineData("""{"status":"BEGIN","id":"7","event_count":3,"data_collections":null,"winner":"x"}""", MessageKind.NotAnEnvelope)]
    [InlineData("""{"status":"BEGIN","id":"7","event_count":null,"data_collections":null,"ts_ms":1}""", MessageKind.Transaction)]
    [InlineData("""{"source":{"server":"s"},"position":{},"databaseName":"d","ddl":"CREATE","tableChanges":[]}""", MessageKind.SchemaChange)]
    [InlineData("""{"source":{"server":"s"},"databaseName":"d","ddl":"CREATE","tableChanges":[],"id":5}""", MessageKind.NotAnEnvelope)]
    public void Only_what_cannot_be_a_row_is_ignored(string value, string kind) => Assert.Equal(kind, Read(value).Kind);

    [Theory]
    [InlineData("{\"ts_ms\":1}", MessageKind.Heartbeat)]
    [InlineData("{\"ts_ms\":1,\"id\":2}", MessageKind.NotAnEnvelope)]
    [InlineData(Flat, MessageKind.Change)]
    public void A_heartbeat_has_a_time_and_nothing_else(string value, string kind) => Assert.Equal(kind, Read(Record("__debezium-heartbeat.s", "{}", value)).Kind);

    [Theory]
    [InlineData("""{"topic":"p.s.t","partition":1,"offset":2,"tstype":"create","ts":3,"broker":0,"headers":["a","b"],"key":"{\"id\":1}","payload":VALUE}""")]
    [InlineData("""{"topic":"p.s.t","key":"{\"id\":1}","value":VALUE,"timestamp":3,"partition":1,"offset":2,"headers":[{"key":"a","value":"b"}]}""")]
    [InlineData("""{"Topic":"p.s.t","Partition":1,"Offset":2,"Timestamp":3,"Headers":{"a":"b"},"Key":"{\"id\":1}","Value":VALUE}""")]
    public void Records_of_other_tools_are_read(string record)
    {
        foreach (var value in new[] { Envelope, Flat, $$"""{"schema":null,"payload":{{Envelope}}}""" })
        {
            var read = Read(record.Replace("VALUE", System.Text.Json.JsonSerializer.Serialize(value), StringComparison.Ordinal));
            Assert.Equal((MessageKind.Change, "{\"id\":1}", "p.s.t", 1, 2L, 3L, "{\"a\":\"b\"}"), (read.Kind, read.Key, read.Record!.Topic, read.Record.Partition, read.Record.Offset, read.Record.Timestamp, read.Record.Headers));
        }

        Assert.Equal(MessageKind.Tombstone, Read(record.Replace("VALUE", "null", StringComparison.Ordinal)).Kind);
    }

    [Theory]
    [InlineData("{\"id\":1}\tVALUE", "{\"id\":1}", null)]
    [InlineData("{\"schema\":null,\"payload\":{\"id\":1}}\tVALUE", "{\"id\":1}", null)]
    [InlineData("5\tVALUE", null, "\"5\"")]
    [InlineData("CreateTime:3\tPartition:1\tOffset:2\tNO_HEADERS\tnull\tVALUE", null, null)]
    [InlineData("CreateTime:3\tVALUE", null, null)]
    public void Lines_of_the_console_consumer_with_keys_are_read(string line, string? key, string? bare)
    {
        var read = Read(line.Replace("VALUE", Envelope, StringComparison.Ordinal));
        Assert.Equal((MessageKind.Change, key, bare), (read.Kind, read.Key, read.BareKey));
    }

    [Theory]
    [InlineData("""{"id":1,"cdc_op":"c","cdc_source_lsn":5,"cdc_source_ts_ms":1}""", "'cdc_'", "add.fields.prefix")]
    [InlineData("""{"id":1,"cdc_op":"c","cdc_source_lsn":5,"__deleted":"false"}""", "'cdc_'", "add.fields.prefix")]
    [InlineData("""{"id":1,"op":"c","source_lsn":5,"source_ts_ms":1,"__deleted":"false"}""", "begin with ''", "add.fields.prefix")]
    [InlineData("""{"id":1,"__deleted":"false"}""", "it has __deleted,", "source.file,source.pos")]
    [InlineData("""{"id":1,"__op":"c","__source_file":"b.1"}""", "__source_file without __source_pos", "add.fields")]
    [InlineData("""{"id":1,"name":"a"}""", "its members are id, name", "add.fields")]
    [InlineData("""{"specversion":"1.0","id":"a","source":"s","data":{}}""", "CloudEvent", "JsonConverter")]
    [InlineData("""{"database":"d","table":"t","type":"insert","ts":1,"data":{"id":1}}""", "Maxwell or Canal", "Debezium")]
    [InlineData("""{"before":null,"after":{"id":1},"op":"c"}""", "no source", "envelope")]
    [InlineData("{\"op\":\"x\",\"after\":{\"id\":1}}", "op is 'x'", "none of")]
    [InlineData("{\"a\":1}{\"b\":2}", "several JSON values, the second from byte 8", "jq -c .")]
    [InlineData("{\"a\":1", "does not end in it", "jq -c .")]
    [InlineData("[{\"a\":1}]", "JSON array", "jq -c '.[]'")]
    [InlineData("Struct{id=1}", "StringConverter", "JsonConverter")]
    [InlineData("[{\"a\":1},{\"a\":2}]", "JSON array", "jq -c '.[]'")]
    [InlineData("k:{\"a\":1}", "something and then a JSON object, from byte 3", "put a tab between")]
    [InlineData("Offset:1\th:v\tk\t{\"a\":1}", "parts between tabs that are not clear", "no print.headers")]
    [InlineData("k\tv", "the value must be a JSON object", "")]
    [InlineData("{\"a\":1} tail", "then something else, from byte 8", "")]
    public void A_reason_says_what_lacks_and_what_to_do(string line, string lacks, string advice)
    {
        var read = Read(line);
        Assert.StartsWith("dead:", read.Kind, StringComparison.Ordinal);
        Assert.Contains(lacks, read.Reason, StringComparison.Ordinal);
        Assert.Contains(advice, read.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NaN", "NaN")]
    [InlineData("nan", "NaN")]
    [InlineData("-Infinity", "-Infinity")]
    [InlineData("[1,inf,]", "[1,Infinity]")]
    [InlineData("\"NaN inf \\\\\"", "\"NaN inf \\\\\"")]
    public void What_the_engine_takes_for_JSON_is_JSON_here_too(string value, string written) =>
        Assert.Equal($$"""{"id":1,"w":{{written}},"__op":"c","__lsn":1}""", Read($$"""{"id":1,"w":{{value}},"__op":"c","__lsn":1}""").After);

    private static ReadLine Read(string line) => ReadLine.Of(Encoding.UTF8.GetBytes(line), "__debezium-heartbeat.");

    private static string Record(string topic, string key, string value) => $$"""{"topic":"{{topic}}","partition":0,"offset":1,"timestamp":2,"headers":{},"key":{{key}},"value":{{value}}}""";
}
