using Paklog.Lakehouse.Contracts;

namespace Paklog.Lakehouse.Tests.Contracts;

public sealed class MessageSchemaTests
{
    [Theory]
    [InlineData("""{"type":"int64"}""", "long", null)]
    [InlineData("""{"type":"int16"}""", "int", null)]
    [InlineData("""{"type":"float"}""", "float", null)]
    [InlineData("""{"type":"double"}""", "double", null)]
    [InlineData("""{"type":"boolean"}""", "boolean", null)]
    [InlineData("""{"type":"string","name":"io.debezium.data.Enum"}""", "string", null)]
    [InlineData("""{"type":"bytes"}""", "binary", "base64")]
    [InlineData("""{"type":"int32","name":"io.debezium.time.Date"}""", "date", "epoch-days")]
    [InlineData("""{"type":"int64","name":"io.debezium.time.Timestamp"}""", "timestamp", "epoch-millis")]
    [InlineData("""{"type":"int64","name":"org.apache.kafka.connect.data.Timestamp"}""", "timestamp", "epoch-millis")]
    [InlineData("""{"type":"int64","name":"io.debezium.time.MicroTimestamp"}""", "timestamp", "epoch-micros")]
    [InlineData("""{"type":"int64","name":"io.debezium.time.NanoTimestamp"}""", "timestamp", "epoch-nanos")]
    [InlineData("""{"type":"string","name":"io.debezium.time.ZonedTimestamp"}""", "timestamptz", "iso")]
    [InlineData("""{"type":"int64","name":"io.debezium.time.MicroTime"}""", "long", "time-micros")]
    [InlineData("""{"type":"int64","name":"io.debezium.time.MicroDuration"}""", "string", "interval-micros")]
    [InlineData("""{"type":"string","name":"io.debezium.data.Json"}""", "string", "json-text")]
    [InlineData("""{"type":"bytes","name":"org.apache.kafka.connect.data.Decimal","parameters":{"scale":"4","connect.decimal.precision":"18"}}""", "decimal(18,4)", "decimal-base64(4)")]
    [InlineData("""{"type":"bytes","name":"org.apache.kafka.connect.data.Decimal","parameters":{"scale":"0"}}""", "decimal(38,0)", "decimal-base64(0)")]
    [InlineData("""{"type":"bytes","name":"org.apache.kafka.connect.data.Decimal","parameters":{"scale":"10","connect.decimal.precision":"50"}}""", "string", "decimal-base64(10)")]
    [InlineData("""{"type":"struct","name":"io.debezium.data.VariableScaleDecimal","fields":[]}""", "string", "decimal-variable")]
    [InlineData("""{"type":"struct","name":"io.debezium.data.geometry.Point","fields":[]}""", "string", "json-text")]
    [InlineData("""{"type":"array","items":{"type":"double","optional":true}}""", "list<double>", "array")]
    [InlineData("""{"type":"array","items":{"type":"int32","name":"io.debezium.time.Date"}}""", "list<date>", "array<epoch-days>")]
    public void TypesAndEncodings(string schema, string type, string? encoding)
    {
        var field = MessageSchema.Parse(Envelope(schema)).Find("c")!;
        Assert.Equal((type, encoding), (field.Type.ToString(), field.Encoding?.ToString()));
    }

    [Fact]
    public void FieldsTellNameNullabilityAndDefault()
    {
        var schema = MessageSchema.Parse(Envelope("""{"type":"string","optional":false,"default":"web"}""", """{"type":"int32","optional":true,"field":"n"}"""));
        Assert.Equal([("c", true, "\"web\""), ("n", false, null)], schema.Fields.Select(field => (field.Name, field.Required, field.DefaultJson)));
    }

    [Fact]
    public void TheFlattenedFormHasTheRowsFieldsBesideItsOwn()
    {
        var schema = MessageSchema.Parse("""{"type":"struct","fields":[{"type":"int64","field":"id"},{"type":"string","field":"op"},{"type":"string","field":"__deleted"}]}""");
        Assert.Equal(["id", "op"], schema.Fields.Select(field => field.Name));
    }

    [Theory]
    [InlineData("decimal(18,4)", "decimal-text", """{"type":"bytes","name":"org.apache.kafka.connect.data.Decimal","parameters":{"scale":"4"}}""", "decimal-base64(4)")]
    [InlineData("decimal(18,4)", "decimal-text", """{"type":"double"}""", "decimal-text")]
    [InlineData("decimal(20,0)", "unsigned", """{"type":"int64"}""", "unsigned")]
    [InlineData("timestamp", "epoch-millis", """{"type":"int64","name":"io.debezium.time.MicroTimestamp"}""", "epoch-micros")]
    [InlineData("string", "numeric-text", """{"type":"struct","name":"io.debezium.data.VariableScaleDecimal","fields":[]}""", "decimal-variable")]
    [InlineData("string", "interval-micros", """{"type":"string","name":"io.debezium.time.Interval"}""", "plain")]
    [InlineData("long", "plain", """{"type":"int64","name":"io.debezium.time.Timestamp"}""", "plain")]
    public void SchemasOverrideContractsWhereTheTypeAllows(string type, string encoding, string schema, string effective)
    {
        var column = DecoderSession.Column($"type: \"{type}\", encoding: {encoding}");
        Assert.Equal(effective, MessageSchema.Parse(Envelope(schema)).Find("c")!.EncodingFor(column).ToString());
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"type":"string"}""")]
    [InlineData("""{"type":"struct","fields":[{"type":"money","field":"c"}]}""")]
    [InlineData("""{"type":"struct","fields":[{"type":"int32"}]}""")]
    public void OtherSchemasAreRefused(string schema) => Assert.Throws<FormatException>(() => MessageSchema.Parse(schema));

    private static string Envelope(string field, string? more = null)
    {
        var row = $"{{{field.Trim()[1..^1]},\"field\":\"c\"}}{(more is null ? "" : "," + more)}";
        return $$"""{"type":"struct","fields":[{"type":"struct","fields":[{{row}}],"optional":true,"field":"before"},{"type":"struct","fields":[{{row}}],"optional":true,"field":"after"},{"type":"string","field":"op"}]}""";
    }
}
