namespace Paklog.Lakehouse.Tests.Contracts;

public sealed class NumberDecoderTests(DecoderSession session) : IClassFixture<DecoderSession>
{
    [Theory]
    [InlineData("int", "2147483647", "2147483647")]
    [InlineData("int", "-2147483648", "-2147483648")]
    [InlineData("int", "5.00", "5")]
    [InlineData("long", "9223372036854775807", "9223372036854775807")]
    [InlineData("long", "9007199254740993", "9007199254740993")]
    [InlineData("long", null, null)]
    [InlineData("boolean", "true", "true")]
    [InlineData("boolean, encoding: boolean-int", "1", "true")]
    [InlineData("boolean, encoding: boolean-int", "0", "false")]
    [InlineData("boolean, encoding: boolean-int", "false", "false")]
    [InlineData("double", "0.1", "0.1")]
    [InlineData("double", "-1.5E-7", "-1.5e-07")]
    [InlineData("double", "NaN", "nan")]
    [InlineData("double", "-Infinity", "-inf")]
    [InlineData("double, onNaN: \"null\"", "NaN", null)]
    [InlineData("float", "0.1", "0.1")]
    public void Exact(string type, string? text, string? value) => Assert.Equal((value, null), session.Decode("type: " + type, text));

    [Theory]
    [InlineData("int", "2147483648", "out of range of int: 2147483648")]
    [InlineData("int", "1.5", "no integer for int: 1.5")]
    [InlineData("int", "1_000", "no integer for int: 1_000")]
    [InlineData("int", "0x10", "no integer for int: 0x10")]
    [InlineData("int", "", "no integer for int: ")]
    [InlineData("long", "9223372036854775808", "out of range of long: 9223372036854775808")]
    [InlineData("long, required: true", null, "null in a required column")]
    [InlineData("boolean", "yes", "not a boolean: yes")]
    [InlineData("boolean, encoding: boolean-int", "2", "not a boolean: 2")]
    [InlineData("double", "1e400", "out of range of double: 1e400")]
    [InlineData("double", "1_0", "not a double: 1_0")]
    [InlineData("double", "abc", "not a double: abc")]
    [InlineData("double, onInfinity: reject", "Infinity", "infinity")]
    public void Rejected(string type, string? text, string reason) => Assert.Equal((null, reason), session.Decode("type: " + type, text));

    /// <summary>As Debezium (SpecialValueDecimal: NAN, POSITIVE_INFINITY), PostgreSQL, Java, C, Python, Go and Oracle write them.</summary>
    [Theory]
    [InlineData("NaN", "nan")]
    [InlineData("NAN", "nan")]
    [InlineData("nan", "nan")]
    [InlineData("Nan", "nan")]
    [InlineData("-nan", "nan")]
    [InlineData("Infinity", "inf")]
    [InlineData("infinity", "inf")]
    [InlineData("INFINITY", "inf")]
    [InlineData("+Infinity", "inf")]
    [InlineData("inf", "inf")]
    [InlineData("Inf", "inf")]
    [InlineData("INF", "inf")]
    [InlineData("+INF", "inf")]
    [InlineData("POSITIVE_INFINITY", "inf")]
    [InlineData("-Infinity", "-inf")]
    [InlineData("-infinity", "-inf")]
    [InlineData("-inf", "-inf")]
    [InlineData("-INF", "-inf")]
    [InlineData("NEGATIVE_INFINITY", "-inf")]
    public void Not_a_number_and_infinity_in_every_spelling(string text, string value)
    {
        var isNaN = value == "nan";
        foreach (var type in new[] { "double", "float" })
        {
            Assert.Equal((value, null), session.Decode("type: " + type, text));
            Assert.Equal((null, null), session.Decode($"type: {type}, {(isNaN ? "onNaN" : "onInfinity")}: \"null\"", text));
            Assert.Equal((null, isNaN ? "NaN" : "infinity"), session.Decode($"type: {type}, {(isNaN ? "onNaN" : "onInfinity")}: reject", text));
        }

        Assert.Equal(($"[1.0, {value}]", null), session.Decode("type: \"list<double>\"", $"[1,\"{text}\"]"));
        foreach (var numeric in new[] { "\"decimal(5,2)\"", "\"decimal(5,2)\", encoding: decimal-text", "string, encoding: numeric-text" })
        {
            Assert.Equal((null, null), session.Decode("type: " + numeric, text));
            Assert.Equal((null, isNaN ? "NaN" : value == "inf" ? "infinity" : "-infinity"), session.Decode($"type: {numeric}, onNaN: reject, onInfinity: reject", text));
        }

        Assert.Equal(("[1.00, NULL]", null), session.Decode("type: \"list<decimal(5,2)>\"", $"[1,\"{text}\"]"));
        if (!isNaN)
        {
            Assert.Equal((value == "inf" ? "999.99" : "-999.99", null), session.Decode("type: \"decimal(5,2)\", onInfinity: clamp", text));
            foreach (var temporal in new[] { "date, encoding: iso", "date, encoding: epoch-days", "timestamp, encoding: iso", "timestamptz, encoding: iso", "timestamp, encoding: epoch-micros", "timestamptz, encoding: epoch-millis", "timestamp, encoding: epoch-nanos" })
            {
                Assert.Equal((null, null), session.Decode("type: " + temporal, text));
                Assert.StartsWith(value == "inf" ? "9999-12-31" : "0001-01-01", session.Decode($"type: {temporal}, onInfinity: clamp", text).Value, StringComparison.Ordinal);
                Assert.Equal((null, value == "inf" ? "infinity" : "-infinity"), session.Decode($"type: {temporal}, onInfinity: reject", text));
            }
        }
    }

    [Theory]
    [InlineData("nano")]
    [InlineData("infinit")]
    [InlineData("-")]
    [InlineData("i")]
    [InlineData("--inf")]
    [InlineData("infinity ")]
    [InlineData("NULL")]
    public void What_only_looks_like_a_word_is_rejected(string text)
    {
        foreach (var type in new[] { "double", "\"decimal(5,2)\"", "string, encoding: numeric-text", "date, encoding: iso", "timestamptz, encoding: iso", "date, encoding: epoch-days" })
            Assert.NotNull(session.Decode("type: " + type, text).Reason);
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("9007199254740995", "9007199254740995")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("-9223372036854775808", "9223372036854775808")]
    [InlineData("-1", "18446744073709551615")]
    [InlineData("18446744073709551615", "18446744073709551615")]
    public void Unsigned(string text, string value) =>
        Assert.Equal((value, null), session.Decode("type: \"decimal(20,0)\", encoding: unsigned", text));

    [Theory]
    [InlineData("18446744073709551616")]
    [InlineData("-9223372036854775809")]
    public void UnsignedBeyond64Bits(string text) =>
        Assert.Equal((null, "out of range of unsigned decimal(20,0): " + text), session.Decode("type: \"decimal(20,0)\", encoding: unsigned", text));

    [Fact]
    public void UnsignedThatALongCannotHold() =>
        Assert.Equal((null, "out of range of unsigned long: -1"), session.Decode("type: long, encoding: unsigned", "-1"));

    [Theory]
    [InlineData("int, onOutOfRange: clamp", "-99999999999999999999", "-2147483648")]
    [InlineData("int, onOutOfRange: clamp", "7", "7")]
    [InlineData("int, onOutOfRange: \"null\"", "2147483648", null)]
    [InlineData("\"decimal(20,0)\", encoding: unsigned, onOutOfRange: clamp", "18446744073709551616", "18446744073709551615")]
    public void OutOfRangeByPolicy(string type, string text, string? value) => Assert.Equal((value, null), session.Decode("type: " + type, text));

    [Fact]
    public void NullByPolicyCannotStandInARequiredColumn() =>
        Assert.Equal((null, "out of range in a required column"), session.Decode("type: int, required: true, onOutOfRange: \"null\"", "2147483648"));

    [Theory]
    [InlineData("time-micros", "32400000000", "32400000000")]
    [InlineData("time-micros", "-3600000001", "-3600000001")]
    [InlineData("time-millis", "32400001", "32400001000")]
    [InlineData("time-nanos", "1999", "1")]
    [InlineData("time-nanos", "-1", "-1")]
    public void Times(string encoding, string text, string value) => Assert.Equal((value, null), session.Decode($"type: long, encoding: {encoding}", text));

    [Theory]
    [InlineData("0", "PT0S")]
    [InlineData("2802600000000", "P1M2D")]
    [InlineData("180184500000", "P2DT2H3M4.5S")]
    [InlineData("249960000000", "P2DT21H26M")]
    [InlineData("31557600000000", "P12M")]
    [InlineData("1", "PT0.000001S")]
    [InlineData("-500000", "PT-0.5S")]
    [InlineData("-2802603661000000", "P-1065M-21DT-14H-31M-1S")]
    [InlineData("9223372036854775807", "P3507252M8DT10H54.775807S")]
    public void Intervals(string text, string value)
    {
        Assert.Equal((value, null), session.Decode("type: string, encoding: interval-micros", text));
        if (value[1] != 'T')
            return;

        // No part above hours: .NET reads the same duration.
        Assert.Equal(long.Parse(text, System.Globalization.CultureInfo.InvariantCulture), Micros(value));
        static long Micros(string iso) => (iso.Contains("T-", StringComparison.Ordinal) ? -1 : 1)
            * (System.Xml.XmlConvert.ToTimeSpan(iso.Replace("-", "", StringComparison.Ordinal)).Ticks / 10);
    }

    [Theory]
    [InlineData("type: string, encoding: interval-micros")]
    [InlineData("type: string, encoding: numeric-text")]
    [InlineData("type: string, encoding: json-text")]
    [InlineData("type: 'decimal(20,0)', encoding: unsigned")]
    [InlineData("type: 'decimal(9,2)', encoding: decimal-text")]
    [InlineData("type: 'decimal(9,2)', encoding: decimal-variable")]
    [InlineData("type: date, encoding: epoch-days")]
    [InlineData("type: timestamp, encoding: epoch-micros")]
    [InlineData("type: timestamptz, encoding: iso")]
    [InlineData("type: long, encoding: time-nanos")]
    [InlineData("type: boolean, encoding: boolean-int")]
    [InlineData("type: 'list<string>', encoding: array")]
    [InlineData("type: binary, encoding: base64")]
    public void Null_stays_null(string declaration) => Assert.Equal((null, null), session.Decode(declaration, null));
}
