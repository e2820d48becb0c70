using System.Globalization;
using System.Numerics;
using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.SparkEngine.Tests.Translation;

/// <summary>Every type and encoding over one pool of texts, most of which do not fit it: the value and the reason are the same on both engines.</summary>
public class DecodersOnBothEnginesTests(SparkFixture spark)
{
    private static readonly string[] Numbers =
    [
        "0", "-0", "1", "-1", "+1", "5.00", "1.", ".5", "-.5", "1.5", "2.5", "-2.5", "1.23456", "-0.0001", "0.00000000", "1.50000000", "7596000.0000", "007.10", "160177.500000", "1E+3", "15e-4", "1e3", "1e45", "1e400",
        "1e-400", "-1.5E-7", "1.5e-9", "1e", "1e1234567", ".", "+", "-", "e5", "1_000", "1_0", "0x10", "0x1p3", "1d", "1f", "1D", "12F", "2d ", " 7 ", "7 ", "\t7", "1,5", "１２",
        "127", "128", "32768", "2147483647", "2147483648", "-2147483648", "-2147483649", "2147483647.6", "9007199254740993", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
        "18446744073709551615", "18446744073709551616", "99999999999999.9999", "99999999999999.99999", "100000000000000", "-1000", "999.99", "999.995", "99999999999999999999999999999999999999",
        "-99999999999999999999999999999999999999", "100000000000000000000000000000000000000", "123456789012345678901234567890123456789.5", "0.1", "0.30000000000000004", "16777217", "3.4028236e38", "1.7976931348623157e308",
        "NaN", "nan", "Infinity", "-Infinity", "inf", "-inf", "infinity", "-infinity", "NAN", "-NaN", "+nan", "INF", "-INF", "+INF", "Inf", "+Infinity", "INFINITY", "+infinity", "POSITIVE_INFINITY", "NEGATIVE_INFINITY", "positive_infinity",
        "nano", "infinit", "--inf", "inf ", "true", "false", "TRUE", "t", "yes", "no", "",
    ];

    private static readonly string[] Times =
    [
        "20441", "2932897", "2145042905", "2145042906", "2146033979", "-2440588", "-2440589", "9000000000", "1765633890890", "1748033830971211", "1999", "-1999", "253402300800000000", "9223372036825200000", "-9223372036832400000",
        "9223372036825200", "-9223372036832400", "9223372036854776", "-9223372036854775807", "2802600000000", "180184500000", "249960000000", "31557600000000", "-500000", "-2802603661000000", "32400000000", "-3600000001",
        "2026-01-04T01:00:00Z", "2026-01-04T01:00:00.000Z", "2025-12-14T02:38:29.17152Z", "2026-01-04T01:00:00.123456789Z", "1969-12-31T23:59:59.9999999Z", "2026-01-04T08:00:00+07:00", "2026-01-03T19:30:00-05:30",
        "2026-01-04T08:00:00+0700", "2026-01-04T08:00:00+07", "2026-01-04 01:00:00", "2026-01-04T01:00", "2026-01-04T01", "2026-01-04", "2026-01-04Z", "2026-01-04T00:00:00.000Z", "2026-01-04T10:00:00Z", "2026-1-4",
        "2026-01", "2026", "20260104", "01:00:00", "+10000-01-01T00:00:00Z", "+10000-01-01", "9999-12-31", "9999-12-31T23:59:59.999999Z", "0001-01-01", "0001-01-01T00:00:00Z", "0000-01-01T00:00:00Z",
        "-0001-12-31T00:00:00Z", "-0044-03-15", "1582-10-10", "1883-11-18T12:00:00Z", "2026-02-29", "2024-02-29", "2026-02-30T00:00:00Z", "2026-13-01", "+999999-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "1970-01-01", "1970-01-01 00:00:00",
        "2026-01-04T01:00:60Z", "2026-01-04T25:00:00Z", "+5877611-06-21Z", "-5877611-06-21", "-5877611-06-22", "-2147472692", "-2147472691", "9223372036854775807", "-9223372036854775808", "+294247-01-10T04:00:25.200Z", "-290308-12-21T19:59:27.6Z",
        "+292278994-08-16T23:00:00Z", "-292275055-05-16T23:00:00.000Z", "epoch", "now", "today", "soon", "2026-01-04x", "x2026-01-04",
    ];

    private static readonly string[] Texts =
    [
        "abc", "it's", "NULL", "trần 😀 é", "a\\b", "{\"n\": 1.10}", "[]", "[\"a,b\",null,\"\",\"q\\\"uote\"]", "[19.452979,null,\"NaN\"]", "[1,\"NAN\",\"-INF\",\"+Infinity\"]", "[9223372036854775807]", "[0,20441,null]", "[\"Mg==\"]", "[[1,2],null,[]]", "{\"a\":1}",
        "[1,\"x\",\"y\"]", "[1.5]", "[[1],[\"x\"]]", "[1", "null", "[{\"a\":1,\"b\":[true]}]", Decoders.Placeholder, "{\"__debezium_unavailable_value\":\"__debezium_unavailable_value\"}", "X19kZWJleml1bV91bmF2YWlsYWJsZV92YWx1ZQ==",
        "[\"__debezium_unavailable_value\"]", "FeV9utw=", "FeV9utw", "AAE=", "AA==", "AB==", "?", "AAA", "A===", "====", "AA==AA==", "A-_=", "AQ==\n", "EB84BED4-806a-420f-ae3f-86f25bcdb454", "eb84bed4", "{eb84bed4-806a-420f-ae3f-86f25bcdb454}",
        "eb84bed4806a420fae3f86f25bcdb454", "eb84bed4-806a-420f-ae3f-86f25bcdb45g", "eb84bed4-806a-420f-ae3f-86f25bcdb4541", "{\"scale\":1,\"value\":\"AA==\"}", "{\"scale\":1,\"value\":\"/w==\"}", "{\"scale\":3,\"value\":\"ASw=\"}",
        "{\"scale\":3,\"value\":\"AQ==\"}", "{\"scale\":-3,\"value\":\"AQ==\"}", "{\"scale\":1}", "{\"scale\":\"x\",\"value\":\"AQ==\"}", "{\"scale\":9999999,\"value\":\"AQ==\"}", "{\"scale\":0,\"value\":\"\"}",
    ];

    /// <summary>Integers of all lengths and signs, as bytes.</summary>
    private static IEnumerable<string> Unscaled()
    {
        string[] integers =
        [
            "0", "1", "-1", "127", "128", "-128", "-129", "255", "256", "76860520300", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "18446744073709551615", "999999999999999999", "-999999999999999999",
            "1000000000000000000", "1329227995784915872903807060280344575", "1329227995784915872903807060280344576", "-1329227995784915872903807060280344577", "99999999999999999999999999999999999999", "-99999999999999999999999999999999999999",
            "100000000000000000000000000000000000000", "-100000000000000000000000000000000000000", "170141183460469231731687303715884105727", "-170141183460469231731687303715884105728", "123456789012345678901234567890123456789",
            "340282366920938463463374607431768211455", "-340282366920938463463374607431768211456", "-1234567890123456789012345678901234567890123456789012345678901234567890", "12345", "50",
        ];
        foreach (var bytes in integers.Select(integer => Convert.ToBase64String(BigInteger.Parse(integer, CultureInfo.InvariantCulture).ToByteArray(isUnsigned: false, isBigEndian: true))))
        {
            yield return bytes;
            yield return $"{{\"scale\":5,\"value\":\"{bytes}\"}}";
        }
    }

    public static TheoryData<string> Declarations => new(
        "boolean|boolean, encoding: boolean-int|int|long|int, onOutOfRange: clamp|long, onOutOfRange: \"null\"|int, required: true|float|double|double, onNaN: \"null\", onInfinity: reject",
        "\"decimal(18,4)\"|\"decimal(18,4)\", encoding: decimal-text|\"decimal(5,2)\", encoding: decimal-text, onOutOfRange: clamp, onInfinity: clamp, onNaN: reject|\"decimal(9,0)\"|\"decimal(38,10)\"|\"decimal(38,0)\", required: true",
        "\"decimal(20,0)\", encoding: unsigned|long, encoding: unsigned|\"decimal(5,0)\", encoding: unsigned, onOutOfRange: clamp|string, encoding: numeric-text",
        "\"decimal(18,4)\", encoding: decimal-base64|\"decimal(38,0)\", encoding: decimal-base64(0), onOutOfRange: clamp|\"decimal(9,2)\", encoding: decimal-base64(6)|\"decimal(38,36)\", encoding: decimal-base64(36)",
        "string, encoding: decimal-variable|\"decimal(5,2)\", encoding: decimal-variable|\"decimal(38,5)\", encoding: decimal-variable, onOutOfRange: clamp",
        "date, encoding: epoch-days|date, encoding: epoch-days, onInfinity: clamp|date, encoding: epoch-days, onOutOfRange: clamp, onZeroDate: \"null\"|long, encoding: time-millis|long, encoding: time-micros|long, encoding: time-nanos, onOutOfRange: clamp|string, encoding: interval-micros",
        "timestamp, encoding: epoch-millis|timestamp, encoding: epoch-micros, onOutOfRange: clamp|timestamp, encoding: epoch-nanos, onInfinity: clamp|timestamptz, encoding: epoch-micros, onInfinity: reject|timestamptz, encoding: epoch-millis, required: true, onZeroDate: reject",
        "date, encoding: iso|date, encoding: iso, onOutOfRange: clamp|timestamp, encoding: iso|timestamp, encoding: iso, onInfinity: clamp",
        "timestamptz, encoding: iso|timestamptz, encoding: iso, onOutOfRange: clamp, onZeroDate: reject",
        "string|string, required: true|string, encoding: json-text|binary, encoding: base64|\"fixed[2]\"|uuid|binary",
        "\"list<string>\"|\"list<double>\"|\"list<long>\"|\"list<list<int>>\"",
        "\"list<date>\", encoding: \"array<epoch-days>\"|\"list<decimal(5,2)>\", encoding: \"array<decimal-base64>\"|\"list<timestamptz>\"|\"list<boolean>\"",
        "\"decimal(5,2)\", default: 0.50|string, default: \"it's\"|boolean, required: true, default: false|date, default: 2020-02-29|timestamptz, default: \"2020-02-29T01:02:03.5Z\"");

    [Theory]
    [MemberData(nameof(Declarations))]
    public async Task Values_and_reasons_are_the_same(string declarations)
    {
        using var engines = await BothEngines.StartAsync(spark);
        var pool = Numbers.Concat(Times).Concat(Texts).Concat(Unscaled()).Distinct().Select(text => $"({DuckDbLiteral.Quote(text)}, {(text.Length % 3 == 0 ? "true" : "false")})").Append("(null, false)").Append("(null, true)");
        engines.View("events", $"select member, absent from (values {string.Join(", ", pool)}) t(member, absent)");
        var differences = new List<string>();
        foreach (var declaration in declarations.Split('|'))
        {
            var column = Column(declaration);
            var decoded = Decoders.Decode(column, column.Encoding, "member", "absent", "parsed");
            var reject = decoded.RejectSql ?? "cast(null as varchar)";
            var select = $"select member, absent, {reject} as reason, {decoded.RejectedSql ?? "false"} as rejected, case when ({reject}) is null then {Shown(column.Type, decoded.ValueSql)} end as value"
                + $" from (select *, {decoded.ParsedSql ?? "null::varchar"} as parsed from events)";
            differences.AddRange(engines.Differences(select).Select(difference => $"{declaration}: {difference}"));
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    /// <summary>Dates that .NET does not hold, and decimals, as text.</summary>
    private static string Shown(IcebergType type, string value) => type switch
    {
        ListType { Element: ListType } => value,
        { TypeId: TypeId.TimestampTz } => $"epoch_us(cast({value} as timestamptz))",
        ListType list => $"list_transform({value}, lambda _shown: {Shown(list.Element, "_shown")})",
        _ => type.TypeId is TypeId.Date or TypeId.Timestamp or TypeId.Decimal ? $"cast(cast({value} as {Decoders.SqlType(type)}) as varchar)" : value,
    };

    private static ContractColumn Column(string declaration) => ContractFile.Parse(
        $$"""
        source: db.t
        table: t
        key: [id]
        columns:
          - { name: id, type: long }
          - { name: c, type: {{declaration}} }
        """,
        "test.yaml").Columns[1];
}
