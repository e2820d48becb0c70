using Paklog.Lakehouse.Contracts;

namespace Paklog.Lakehouse.Tests.Contracts;

public sealed class TemporalDecoderTests(DecoderSession session) : IClassFixture<DecoderSession>
{
    [Theory]
    [InlineData("date, encoding: epoch-days", "20441", "2025-12-19")]
    [InlineData("date, encoding: epoch-days", "-1", "1969-12-31")]
    [InlineData("date, encoding: epoch-days", "2932897", "10000-01-01")]
    [InlineData("timestamp, encoding: epoch-millis", "1765633890890", "2025-12-13 13:51:30.89")]
    [InlineData("timestamp, encoding: epoch-micros", "1748033830971211", "2025-05-23 20:57:10.971211")]
    [InlineData("timestamp, encoding: epoch-micros", "-1", "1969-12-31 23:59:59.999999")]
    [InlineData("timestamp, encoding: epoch-nanos", "-1", "1969-12-31 23:59:59.999999")]
    [InlineData("timestamp, encoding: epoch-nanos", "1999", "1970-01-01 00:00:00.000001")]
    [InlineData("timestamptz, encoding: epoch-micros", "1748033830971211", "2025-05-23 20:57:10.971211+00")]
    [InlineData("timestamp, encoding: epoch-micros", "253402300800000000", "10000-01-01 00:00:00")]
    [InlineData("timestamp, encoding: epoch-micros", null, null)]
    public void Epochs(string type, string? text, string? value) => Assert.Equal((value, null), session.Decode("type: " + type, text));

    [Theory]
    [InlineData("2026-01-04T01:00:00Z", "2026-01-04 01:00:00+00")]
    [InlineData("2026-01-04T01:00:00.000Z", "2026-01-04 01:00:00+00")]
    [InlineData("2025-12-14T02:38:29.17152Z", "2025-12-14 02:38:29.17152+00")]
    [InlineData("2026-01-04T01:00:00.123456789Z", "2026-01-04 01:00:00.123456+00")]
    [InlineData("1969-12-31T23:59:59.9999999Z", "1969-12-31 23:59:59.999999+00")]
    [InlineData("2026-01-04T08:00:00+07:00", "2026-01-04 01:00:00+00")]
    [InlineData("2026-01-03T19:30:00-05:30", "2026-01-04 01:00:00+00")]
    [InlineData("2026-01-04 01:00:00", "2026-01-04 01:00:00+00")]
    [InlineData("+10000-01-01T00:00:00Z", "10000-01-01 00:00:00+00")]
    [InlineData("-0001-12-31T00:00:00Z", "0002-12-31 (BC) 00:00:00+00")]
    [InlineData("infinity", null)]
    [InlineData("-infinity", null)]
    public void IsoTexts(string text, string? value)
    {
        Assert.Equal((value, null), session.Decode("type: timestamptz, encoding: iso", text));
        Assert.Equal((value?.Replace("+00", "", StringComparison.Ordinal), null), session.Decode("type: timestamp, encoding: iso", text));
    }

    [Theory]
    [InlineData("2026-01-04", "2026-01-04")]
    [InlineData("2026-01-04Z", "2026-01-04")]
    [InlineData("2026-01-04T00:00:00.000Z", "2026-01-04")]
    [InlineData("+10000-01-01", "10000-01-01")]
    public void IsoDates(string text, string value) => Assert.Equal((value, null), session.Decode("type: date, encoding: iso", text));

    [Theory]
    [InlineData("date, encoding: epoch-days", "1.5", "no integer for date: 1.5")]
    [InlineData("date, encoding: epoch-days", "9000000000", "out of range of date: 9000000000")]
    [InlineData("timestamp, encoding: epoch-micros", "9223372036854775808", "out of range of timestamp: 9223372036854775808")]
    [InlineData("timestamp, encoding: epoch-micros", "-9223372036854775807", "out of range of timestamp: -9223372036854775807")]
    [InlineData("timestamp, encoding: epoch-millis", "9223372036854776", "out of range of timestamp: 9223372036854776")]
    [InlineData("timestamptz, encoding: epoch-millis", "soon", "no integer for timestamptz: soon")]
    [InlineData("timestamptz, encoding: iso", "epoch", "not a timestamptz: epoch")]
    [InlineData("timestamptz, encoding: iso", "2026-02-30T00:00:00Z", "no such date or out of range of timestamptz: 2026-02-30T00:00:00Z")]
    [InlineData("timestamptz, encoding: iso", "+999999-01-01T00:00:00Z", "no such date or out of range of timestamptz: +999999-01-01T00:00:00Z")]
    [InlineData("timestamptz, encoding: iso", "", "not a timestamptz: ")]
    [InlineData("date, encoding: iso", "2026-01-04T10:00:00Z", "not a date: 2026-01-04T10:00:00Z")]
    [InlineData("timestamptz, required: true", "infinity", "infinity in a required column")]
    [InlineData("timestamptz, onInfinity: reject", "-infinity", "-infinity")]
    public void Rejected(string type, string text, string reason) => Assert.Equal((null, reason), session.Decode("type: " + type, text));

    [Theory]
    [InlineData("timestamp, encoding: epoch-micros", "9223372036825200000", "9999-12-31 23:59:59.999999")]
    [InlineData("timestamp, encoding: epoch-micros", "-9223372036832400000", "0001-01-01 00:00:00")]
    [InlineData("timestamp, encoding: epoch-millis", "9223372036825200", "9999-12-31 23:59:59.999999")]
    [InlineData("timestamp, encoding: epoch-nanos", "-9223372036854775808", "0001-01-01 00:00:00")]
    [InlineData("timestamptz, encoding: iso", "infinity", "9999-12-31 23:59:59.999999+00")]
    [InlineData("date, encoding: epoch-days", "2146033979", "9999-12-31")]
    [InlineData("date, encoding: epoch-days", "-2147483648", "0001-01-01")]
    public void Infinities(string type, string text, string clamped)
    {
        Assert.Equal((null, null), session.Decode("type: " + type, text));
        Assert.Equal((clamped, null), session.Decode($"type: {type}, onInfinity: clamp", text));
        Assert.NotNull(session.Decode($"type: {type}, onInfinity: reject", text).Reason);
    }

    [Theory]
    [InlineData("timestamp, encoding: epoch-micros, onOutOfRange: clamp", "-9223372036854775807", "0001-01-01 00:00:00")]
    [InlineData("timestamptz, encoding: iso, onOutOfRange: clamp", "+999999-01-01T00:00:00Z", "9999-12-31 23:59:59.999999+00")]
    [InlineData("timestamptz, encoding: iso, onOutOfRange: clamp", "2026-01-04T01:00:00Z", "2026-01-04 01:00:00+00")]
    [InlineData("date, encoding: epoch-days, onOutOfRange: \"null\"", "9000000000", null)]
    public void OutOfRangeByPolicy(string type, string text, string? value) => Assert.Equal((value, null), session.Decode("type: " + type, text));

    [Theory]
    [InlineData("date, encoding: epoch-days", "0", "1970-01-01")]
    [InlineData("timestamp, encoding: epoch-millis", "0", "1970-01-01 00:00:00")]
    [InlineData("timestamptz, encoding: iso", "1970-01-01T00:00:00Z", "1970-01-01 00:00:00+00")]
    public void ZeroDates(string type, string text, string epoch)
    {
        Assert.Equal((epoch, null), session.Decode($"type: {type}, required: true", text));
        Assert.Equal((epoch, null), session.Decode($"type: {type}, onZeroDate: clamp", text));
        Assert.Equal((null, null), session.Decode($"type: {type}, onZeroDate: \"null\"", text));
        Assert.Equal((null, "zero date"), session.Decode($"type: {type}, onZeroDate: reject", text));

        var column = DecoderSession.Column($"type: {type}, required: true");
        var suspicion = Decoders.Decode(column, column.Encoding, "member").ZeroDateSql!;
        Assert.Equal(true, session.Scalar(suspicion, text));
        Assert.Equal(false, session.Scalar(suspicion, text == "0" ? "1" : "2026-01-04T01:00:00Z"));
    }

    [Fact]
    public void OptionalColumnsHaveNoSuspiciousZeroDates()
    {
        var column = DecoderSession.Column("type: date, encoding: epoch-days");
        Assert.Null(Decoders.Decode(column, column.Encoding, "member").ZeroDateSql);
    }

    /// <summary>What the versions of Debezium make of PostgreSQL's infinities, in numbers and, by time.precision.mode isostring, in texts.</summary>
    [Theory]
    [InlineData("date, encoding: epoch-days", "2146033979", "infinity")]
    [InlineData("date, encoding: epoch-days", "-2147472692", "infinity")]
    [InlineData("date, encoding: epoch-days", "-2147472691", "-infinity")]
    [InlineData("date, encoding: iso", "+5877611-06-21Z", "infinity")]
    [InlineData("date, encoding: iso", "-5877611-06-21Z", "infinity")]
    [InlineData("date, encoding: iso", "-5877611-06-22Z", "-infinity")]
    [InlineData("timestamp, encoding: epoch-millis", "9223372036825200", "infinity")]
    [InlineData("timestamp, encoding: epoch-millis", "-9223372036832400", "-infinity")]
    [InlineData("timestamp, encoding: epoch-millis", "9223372036825200000", "infinity")]
    [InlineData("timestamp, encoding: epoch-millis", "-9223372036832400000", "-infinity")]
    [InlineData("timestamp, encoding: epoch-micros", "9223372036825200000", "infinity")]
    [InlineData("timestamp, encoding: epoch-micros", "-9223372036832400000", "-infinity")]
    [InlineData("timestamp, encoding: epoch-micros", "9223372036854775807", "infinity")]
    [InlineData("timestamp, encoding: epoch-micros", "-9223372036854775808", "-infinity")]
    [InlineData("timestamp, encoding: epoch-nanos", "9223372036854775807", "infinity")]
    [InlineData("timestamp, encoding: epoch-nanos", "-9223372036854775808", "-infinity")]
    [InlineData("timestamp, encoding: iso", "+294247-01-10T04:00:25.200Z", "infinity")]
    [InlineData("timestamp, encoding: iso", "-290308-12-21T19:59:27.6Z", "-infinity")]
    [InlineData("timestamptz, encoding: iso", "+292278994-08-16T23:00:00Z", "infinity")]
    [InlineData("timestamptz, encoding: iso", "-292275055-05-16T23:00:00.000Z", "-infinity")]
    public void Infinity_of_every_version_of_Debezium(string type, string text, string reason)
    {
        Assert.Equal((null, null), session.Decode("type: " + type, text));
        Assert.Equal((null, reason), session.Decode($"type: {type}, onInfinity: reject", text));
        Assert.StartsWith(reason == "infinity" ? "9999-12-31" : "0001-01-01", session.Decode($"type: {type}, onInfinity: clamp", text).Value, StringComparison.Ordinal);
    }
}
