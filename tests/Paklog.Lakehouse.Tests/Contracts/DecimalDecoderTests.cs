using System.Globalization;
using System.Numerics;
using Paklog.Lakehouse.Contracts;

namespace Paklog.Lakehouse.Tests.Contracts;

public sealed class DecimalDecoderTests(DecoderSession session) : IClassFixture<DecoderSession>
{
    [Theory]
    [InlineData("7596000.0000", "7596000.0000")]
    [InlineData("7596000", "7596000.0000")]
    [InlineData("-0.0001", "-0.0001")]
    [InlineData("1.50000000", "1.5000")]
    [InlineData("1E+3", "1000.0000")]
    [InlineData("15e-4", "0.0015")]
    [InlineData("99999999999999.9999", "99999999999999.9999")]
    [InlineData("NaN", null)]
    [InlineData("-Infinity", null)]
    public void Text(string text, string? value) => Assert.Equal((value, null), session.Decode("type: \"decimal(18,4)\", encoding: decimal-text", text));

    [Theory]
    [InlineData("1.23456", "more fraction digits than decimal(18,4) has: 1.23456")]
    [InlineData("1.5e-9", "more fraction digits than decimal(18,4) has: 1.5e-9")]
    [InlineData("99999999999999.99999", "more fraction digits than decimal(18,4) has: 99999999999999.99999")]
    [InlineData("100000000000000", "out of range of decimal(18,4): 100000000000000")]
    [InlineData("abc", "not a decimal(18,4): abc")]
    [InlineData("1_000", "not a decimal(18,4): 1_000")]
    [InlineData("", "not a decimal(18,4): ")]
    public void TextThatDoesNotFit(string text, string reason)
    {
        Assert.Equal((null, reason), session.Decode("type: \"decimal(18,4)\", encoding: decimal-text", text));
        Assert.Equal((null, reason), session.Decode("type: \"decimal(18,4)\"", text));
    }

    [Theory]
    [InlineData("onNaN: reject", "NaN", null, "NaN")]
    [InlineData("onInfinity: clamp", "-Infinity", "-999.99", null)]
    [InlineData("onInfinity: clamp", "Infinity", "999.99", null)]
    [InlineData("onOutOfRange: clamp", "-1000", "-999.99", null)]
    [InlineData("onOutOfRange: \"null\"", "1000", null, null)]
    [InlineData("onOutOfRange: \"null\"", "1.234", null, "more fraction digits than decimal(5,2) has: 1.234")]
    [InlineData("required: true", "NaN", null, "NaN in a required column")]
    public void Policies(string policy, string text, string? value, string? reason) =>
        Assert.Equal((value, reason), session.Decode($"type: \"decimal(5,2)\", encoding: decimal-text, {policy}", text));

    [Theory]
    [InlineData("160177.500000", "160177.5")]
    [InlineData("0", "0")]
    [InlineData("-0.000", "0")]
    [InlineData("1000", "1000")]
    [InlineData("1E+3", "1000")]
    [InlineData("-12.5e-3", "-0.0125")]
    [InlineData("007.10", "7.1")]
    [InlineData("123456789012345678901234567890123456789.5", "123456789012345678901234567890123456789.5")]
    [InlineData("1e45", "1000000000000000000000000000000000000000000000")]
    [InlineData("NaN", null)]
    [InlineData("Infinity", null)]
    public void NumericText(string text, string? value) => Assert.Equal((value, null), session.Decode("type: string, encoding: numeric-text", text));

    [Theory]
    [InlineData("abc")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("1e")]
    [InlineData("nane")]
    public void NumericTextThatIsNone(string text) => Assert.Equal((null, "not a number: " + text), session.Decode("type: string, encoding: numeric-text", text));

    [Theory]
    [InlineData("0", 4, 18, 4)]
    [InlineData("-1", 4, 18, 4)]
    [InlineData("127", 2, 5, 2)]
    [InlineData("128", 2, 5, 2)]
    [InlineData("-128", 2, 5, 2)]
    [InlineData("-129", 2, 5, 2)]
    [InlineData("76860520300", 4, 18, 4)]
    [InlineData("999999999999999999", 4, 18, 4)]
    [InlineData("-999999999999999999", 4, 18, 4)]
    [InlineData("1329227995784915872903807060280344575", 0, 38, 0)]
    [InlineData("1329227995784915872903807060280344576", 0, 38, 0)]
    [InlineData("-1329227995784915872903807060280344577", 0, 38, 0)]
    [InlineData("99999999999999999999999999999999999999", 10, 38, 10)]
    [InlineData("-99999999999999999999999999999999999999", 37, 38, 37)]
    [InlineData("1230000", 6, 9, 2)]
    [InlineData("123", 1, 9, 2)]
    public void Base64(string unscaled, int scale, int precision, int columnScale)
    {
        var number = BigInteger.Parse(unscaled, CultureInfo.InvariantCulture);
        var declaration = $"type: \"decimal({precision},{columnScale})\", encoding: decimal-base64({scale})";
        Assert.Equal((Digits(number, scale, columnScale), null), session.Decode(declaration, BigEndian(number)));
    }

    [Theory]
    [InlineData("1000000000000000000", 4, "does not fit decimal(18,4) (unscaled base64, scale 4): DeC2s6dkAAA=")]
    [InlineData("12345", 5, "does not fit decimal(18,4) (unscaled base64, scale 5): MDk=")]
    [InlineData("100000000000000000000000000000000000000000", 4, "does not fit decimal(18,4) (unscaled base64, scale 4): ASXfo3HRS3/hK8eQzjgwAAAAAA==")]
    public void Base64ThatDoesNotFit(string unscaled, int scale, string reason)
    {
        var (value, actual) = session.Decode(
            $"type: \"decimal(18,4)\", encoding: decimal-base64({scale})", BigEndian(BigInteger.Parse(unscaled, CultureInfo.InvariantCulture)));
        Assert.Null(value);
        Assert.Equal(reason.Split(": ")[0], actual!.Split(": ")[0]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?")]
    [InlineData("AAA")]
    public void Base64ThatIsNone(string text) =>
        Assert.Equal((null, "not a base64 decimal: " + text), session.Decode("type: \"decimal(18,4)\", encoding: decimal-base64", text));

    [Theory]
    [InlineData("0", 0, "0")]
    [InlineData("1601775", 1, "160177.5")]
    [InlineData("-5", 3, "-0.005")]
    [InlineData("12", -3, "12000")]
    [InlineData("123456789012345678901234567890123456789", 0, "123456789012345678901234567890123456789")]
    [InlineData("340282366920938463463374607431768211455", 5, "3402823669209384634633746074317682.11455")]
    [InlineData("-1234567890123456789012345678901234567890123456789012345678901234567890", 20, "-12345678901234567890123456789012345678901234567890.1234567890123456789")]
    public void VariableScale(string unscaled, int scale, string text)
    {
        var number = BigInteger.Parse(unscaled, CultureInfo.InvariantCulture);
        var json = $$"""{"scale":{{scale}},"value":"{{BigEndian(number)}}"}""";
        Assert.Equal((text, null), session.Decode("type: string, encoding: decimal-variable", json));

        // The same number as text gives the same canonical text, so that plain and typed messages agree.
        Assert.Equal((text, null), session.Decode("type: string, encoding: numeric-text", $"{unscaled}E{-scale}"));

        // NUMERIC beyond 38 digits comes as a plain Decimal too.
        Assert.Equal((text, null), session.Decode(DecoderSession.Column("type: string, encoding: numeric-text"), new ColumnEncoding(EncodingKind.DecimalBase64, scale), BigEndian(number)));
    }

    [Theory]
    [InlineData("{\"scale\":1,\"value\":\"AA==\"}", "0.00", null)]
    [InlineData("{\"scale\":1,\"value\":\"/w==\"}", "-0.10", null)]
    [InlineData("{\"scale\":3,\"value\":\"ASw=\"}", "0.30", null)]
    [InlineData("{\"scale\":3,\"value\":\"AQ==\"}", null, "more fraction digits than decimal(5,2) has: {\"scale\":3,\"value\":\"AQ==\"}")]
    [InlineData("{\"scale\":-3,\"value\":\"AQ==\"}", null, "out of range of decimal(5,2): {\"scale\":-3,\"value\":\"AQ==\"}")]
    [InlineData("12", null, "not a decimal(5,2): 12")]
    public void VariableScaleAsDecimal(string json, string? value, string? reason) =>
        Assert.Equal((value, reason), session.Decode("type: \"decimal(5,2)\", encoding: decimal-variable", json));

    private static string BigEndian(BigInteger number) => Convert.ToBase64String(number.ToByteArray(isUnsigned: false, isBigEndian: true));

    private static string Digits(BigInteger unscaled, int scale, int shown)
    {
        var digits = (scale <= shown ? unscaled * BigInteger.Pow(10, shown - scale) : unscaled / BigInteger.Pow(10, scale - shown)).ToString(CultureInfo.InvariantCulture);
        var sign = digits.StartsWith('-') ? "-" : "";
        var padded = digits.TrimStart('-').PadLeft(shown + 1, '0');
        return shown == 0 ? sign + padded : $"{sign}{padded[..^shown]}.{padded[^shown..]}";
    }
}
