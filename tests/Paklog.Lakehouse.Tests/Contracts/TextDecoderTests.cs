using Paklog.Lakehouse.Contracts;

namespace Paklog.Lakehouse.Tests.Contracts;

public sealed class TextDecoderTests(DecoderSession session) : IClassFixture<DecoderSession>
{
    private const string Placeholder = "__debezium_unavailable_value";

    [Fact]
    public void OptionalTextHasNothingToReject() => Assert.Null(Decoders.Decode(DecoderSession.Column("type: string"), ColumnEncoding.Plain, "member").RejectSql);

    [Theory]
    [InlineData("string", "", "")]
    [InlineData("string", "NULL", "NULL")]
    [InlineData("string, encoding: json-text", "{\"n\": 1.10}", "{\"n\": 1.10}")]
    [InlineData("binary, encoding: base64", "", "")]
    [InlineData("binary", "FeV9utw=", "15E57DBADC")]
    [InlineData("\"fixed[2]\"", "AAE=", "0001")]
    [InlineData("uuid", "EB84BED4-806a-420f-ae3f-86f25bcdb454", "eb84bed4-806a-420f-ae3f-86f25bcdb454")]
    public void Exact(string type, string text, string value) => Assert.Equal((value, null), session.Decode("type: " + type, text));

    [Theory]
    [InlineData("binary", "FeV9utw", "not base64: FeV9utw")]
    [InlineData("\"fixed[2]\"", "AA==", "not the base64 of 2 bytes: AA==")]
    [InlineData("uuid", "eb84bed4", "not a uuid: eb84bed4")]
    [InlineData("string, required: true", null, "null in a required column")]
    public void Rejected(string type, string? text, string reason) => Assert.Equal((null, reason), session.Decode("type: " + type, text));

    [Theory]
    [InlineData("list<string>", "[]", "[]")]
    [InlineData("list<string>", "[\"a,b\",null,\"\",\"q\\\"uote\"]", "['a,b', NULL, '', 'q\"uote']")]
    [InlineData("list<double>", "[19.452979,null,\"NaN\"]", "[19.452979, NULL, nan]")]
    [InlineData("list<long>", "[9223372036854775807]", "[9223372036854775807]")]
    [InlineData("list<date>\", encoding: \"array<epoch-days>", "[0,20441,null]", "[1970-01-01, 2025-12-19, NULL]")]
    [InlineData("list<decimal(5,2)>\", encoding: \"array<decimal-base64>", "[\"Mg==\"]", "[0.50]")]
    [InlineData("list<list<int>>", "[[1,2],null,[]]", "[[1, 2], NULL, []]")]
    public void Lists(string type, string text, string value) => Assert.Equal((value, null), session.Decode($"type: \"{type}\"", text));

    [Theory]
    [InlineData("list<string>", "abc", "not a JSON array: abc")]
    [InlineData("list<string>", "{\"a\":1}", "not a JSON array: {\"a\":1}")]
    [InlineData("list<int>", "[1,\"x\",\"y\"]", "an element is no integer for int: x")]
    [InlineData("list<int>", "[1.5]", "an element is no integer for int: 1.5")]
    [InlineData("list<list<int>>", "[[1],[\"x\"]]", "an element is an element is no integer for int: x")]
    public void ListsThatDoNotFit(string type, string text, string reason) => Assert.Equal((null, reason), session.Decode($"type: \"{type}\"", text));

    [Theory]
    [InlineData("string", Placeholder)]
    [InlineData("string, encoding: json-text", "{\"__debezium_unavailable_value\":\"__debezium_unavailable_value\"}")]
    [InlineData("string, encoding: numeric-text", Placeholder)]
    [InlineData("\"decimal(18,4)\"", Placeholder)]
    [InlineData("binary", "X19kZWJleml1bV91bmF2YWlsYWJsZV92YWx1ZQ==")]
    [InlineData("binary", Placeholder)]
    [InlineData("\"list<string>\"", "[\"__debezium_unavailable_value\"]")]
    [InlineData("\"list<int>\"", "[95,95,100,101,98,101,122,105,117,109,95,117,110,97,118,97,105,108,97,98,108,101,95,118,97,108,117,101]")]
    public void PlaceholdersAreRecognisedAndNeverValues(string type, string text)
    {
        var column = DecoderSession.Column($"type: {type}, required: true");
        Assert.Equal(true, session.Scalar(Decoders.PlaceholderSql(column, "member"), text));
        Assert.Equal((null, null), session.Decode(column, null, text));
    }

    [Fact]
    public void OtherTextsAreNoPlaceholders()
    {
        var column = DecoderSession.Column("type: \"list<string>\"");
        Assert.Equal(false, session.Scalar(Decoders.PlaceholderSql(column, "member"), "[\"__debezium_unavailable_value\",\"b\"]"));
        Assert.Null(session.Scalar(Decoders.PlaceholderSql(column, "member"), null));
    }

    [Theory]
    [InlineData("\"decimal(5,2)\", default: 0.50", null, true, "0.50", null)]
    [InlineData("\"decimal(5,2)\", default: 0.50", null, false, null, null)]
    [InlineData("\"decimal(5,2)\", default: 0.50", "0.75", false, "0.75", null)]
    [InlineData("\"decimal(5,2)\", default: 0.50", "x", false, null, "not a decimal(5,2): x")]
    [InlineData("string, required: true, default: \"it's\"", null, true, "it's", null)]
    [InlineData("boolean, required: true, default: false", null, true, "false", null)]
    [InlineData("boolean, required: true, default: false", null, false, null, "null in a required column")]
    public void Defaults(string type, string? text, bool absent, string? value, string? reason) =>
        Assert.Equal((value, reason), session.Decode("type: " + type, text, absent));

    [Fact]
    public void RequiredColumnsTakeNullForAbsent()
    {
        var column = DecoderSession.Column("type: string, required: true, default: web");
        Assert.Equal("web", session.Scalar(Decoders.Decode(column, column.Encoding, "member").ValueSql, null));
    }

    [Fact]
    public void AbsenceOfOptionalColumnsWithDefaultsMustBeTold()
    {
        var column = DecoderSession.Column("type: string, default: web");
        Assert.Throws<ArgumentException>(() => Decoders.Decode(column, column.Encoding, "member"));
    }

    [Fact]
    public void EncodingsOfOtherTypesAreRefused() =>
        Assert.Throws<ArgumentException>(() => Decoders.Decode(DecoderSession.Column("type: string"), new ColumnEncoding(EncodingKind.EpochDays), "member"));
}
