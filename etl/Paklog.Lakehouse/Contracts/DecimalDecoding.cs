using System.Globalization;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Contracts;

/// <summary>Decimals of every encoding, as DECIMAL or as canonical text.</summary>
internal static class DecimalDecoding
{
    /// <summary>A decimal written as text or as a JSON number.</summary>
    internal static Decoding Text(string text, string? parsed, ContractColumn column, DecimalType type)
    {
        // The cast rounds what it cannot hold; only where it does not give the same text back is the number looked at digit by digit.
        var parsing = $"TRY_CAST({text} AS {DecoderSql.TypeName(type)})";
        var value = parsed ?? parsing;
        var canonical = Canonical(text);
        var pattern = type.Scale == 0 ? "-?[0-9]+" : string.Create(CultureInfo.InvariantCulture, $"-?[0-9]+([.][0-9]{{1,{type.Scale}}})?");
        return new Decoding(
            value,
            $"(CAST({value} AS VARCHAR) = {text} OR ({value} IS NOT NULL AND regexp_full_match({canonical}, '{pattern}')))",
            DecoderSql.Let("_n", canonical, Problem("_n", $"regexp_full_match(_n, '{pattern}')", text, type)))
        {
            Parsed = parsing,
            Specials = Specials(text, value, column, type),
            Beyond = $"({value} IS NULL AND {canonical} IS NOT NULL)",
            Nearest = $"CASE WHEN starts_with({text}, '-') THEN {Extreme(type, "-")} ELSE {Extreme(type, "")} END",
        };
    }

    /// <summary>A number of any size as canonical text: no exponent, no leading or trailing zeros, no negative zero.</summary>
    internal static Decoding NumericText(string text, string? parsed, ContractColumn column)
    {
        var parsing = $"CASE WHEN regexp_full_match({text}, '(0|-?[1-9][0-9]*)|-?(0|[1-9][0-9]*)[.][0-9]*[1-9]') THEN {text} ELSE {Canonical(text)} END";
        var number = $"regexp_full_match({text}, '[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{{1,6}})?')";
        return new Decoding(parsed ?? parsing, number, DecoderSql.Reason("not a number", text)) { Parsed = parsing, Specials = Specials(text, parsed ?? parsing, column, type: null) };
    }

    /// <summary>Kafka Connect's Decimal: base64 of the unscaled value.</summary>
    internal static Decoding Base64(string text, string? parsed, int scale, IcebergType type)
    {
        var bytes = $"TRY(from_base64({text}))";
        if (type is not DecimalType number || scale is < 0 or > DecimalType.MaxPrecision)
            return OfCanonical(DecoderSql.Let("_b", bytes, Shifted(Digits("_b"), $"{-scale}")), $"octet_length({bytes}) > 0", text, parsed, type);

        // DECIMAL(38,0) times 0.00..1 as DECIMAL(s,s) moves the point and touches no digit.
        var unscaled = DecoderSql.Let("_b", bytes, Int128("_b"));
        var parsing = $"TRY_CAST({unscaled} AS DECIMAL(38,0))";
        if (scale > 0)
            parsing = $"({parsing} * CAST('0.{new string('0', scale - 1)}1' AS DECIMAL({scale},{scale})))";
        var exact = parsed ?? parsing;
        var value = $"TRY_CAST({exact} AS {DecoderSql.TypeName(number)})";
        return new Decoding(
            value,
            scale <= number.Scale ? $"{value} IS NOT NULL" : $"{value} = {exact}",
            $"CASE WHEN octet_length({bytes}) > 0 THEN {DecoderSql.Reason($"does not fit {type} (unscaled base64, scale {scale})", text)}"
                + $" ELSE {DecoderSql.Reason("not a base64 decimal", text)} END")
        {
            Parsed = parsing,
            Beyond = $"(octet_length({bytes}) > 0 AND {value} IS NULL)",
            Nearest = $"CASE WHEN {IsNegative(bytes)} THEN {Extreme(number, "-")} ELSE {Extreme(number, "")} END",
        };
    }

    /// <summary>Debezium's VariableScaleDecimal: an object with scale and unscaled value.</summary>
    internal static Decoding Variable(string text, string? parsed, IcebergType type)
    {
        var parts = $$"""TRY(from_json({{text}}, '{"scale":"VARCHAR","value":"VARCHAR"}'))""";
        var digits = DecoderSql.Let("_b", "TRY(from_base64(_s.value))", Digits("_b"));
        var wellFormed = DecoderSql.Let("_s", parts, "octet_length(TRY(from_base64(_s.value))) > 0 AND TRY_CAST(_s.scale AS INTEGER) BETWEEN -999999 AND 999999");
        return OfCanonical(DecoderSql.Let("_s", parts, Shifted(digits, "-TRY_CAST(_s.scale AS INTEGER)")), wellFormed, text, parsed, type);
    }

    private static Decoding OfCanonical(string parsing, string wellFormed, string text, string? parsed, IcebergType type)
    {
        var canonical = parsed ?? parsing;
        if (type is not DecimalType number)
            return new Decoding(canonical, wellFormed, DecoderSql.Reason("not a decimal", text)) { Parsed = parsing };

        // Canonical text has no zeros that a cast could drop, so a cast that gives it back without them has lost nothing.
        var value = $"TRY_CAST({canonical} AS {DecoderSql.TypeName(number)})";
        var exact = DecoderSql.Let("_n", canonical, $"{Canonical($"CAST(TRY_CAST(_n AS {DecoderSql.TypeName(number)}) AS VARCHAR)")} = _n");
        return new Decoding(value, exact, DecoderSql.Let("_n", canonical, Problem("_n", $"TRY_CAST(_n AS {DecoderSql.TypeName(number)}) IS NULL", text, number)))
        {
            Parsed = parsing,
            Beyond = DecoderSql.Let("_n", canonical, $"_n IS NOT NULL AND TRY_CAST(_n AS {DecoderSql.TypeName(number)}) IS NULL"),
            Nearest = $"CASE WHEN starts_with({canonical}, '-') THEN {Extreme(number, "-")} ELSE {Extreme(number, "")} END",
        };
    }

    private static string Problem(string canonical, string onlyTooLarge, string text, DecimalType type) =>
        $"CASE WHEN {canonical} IS NULL THEN {DecoderSql.Reason($"not a {type}", text)} WHEN {onlyTooLarge} THEN {DecoderSql.Reason($"out of range of {type}", text)}"
        + $" ELSE {DecoderSql.Reason($"more fraction digits than {type} has", text)} END";

    private static List<SpecialValue> Specials(string text, string value, ContractColumn column, DecimalType? type) =>
    [
        new(DecoderSql.IsNaN(text, $"{value} IS NULL"), "NaN", column.OnNaN ?? ValuePolicy.Null),
        new(DecoderSql.IsInfinity(text, $"{value} IS NULL"), "infinity", column.OnInfinity ?? ValuePolicy.Null, type is null ? null : Extreme(type, "")),
        new(DecoderSql.IsMinusInfinity(text, $"{value} IS NULL"), "-infinity", column.OnInfinity ?? ValuePolicy.Null, type is null ? null : Extreme(type, "-")),
    ];

    private static string Extreme(DecimalType type, string sign)
    {
        var digits = new string('9', type.Precision);
        return DecoderSql.Literal($"{sign}{digits[..^type.Scale]}.{digits[^type.Scale..]}", type);
    }

    /// <summary>The integer of 1 to 16 bytes in big-endian two's complement; NULL for other lengths.</summary>
    internal static string Int128(string bytes) =>
        $"CASE WHEN octet_length({bytes}) BETWEEN 1 AND 15 THEN CAST(CAST({bytes} AS BIT) AS HUGEINT)"
        + $" - CASE WHEN get_bit(CAST({bytes} AS BIT), 0) = 1 THEN CAST(1 AS HUGEINT) << CAST(8 * octet_length({bytes}) AS INTEGER) ELSE CAST(0 AS HUGEINT) END"
        + $" WHEN octet_length({bytes}) = 16 THEN CAST(CAST({bytes} AS BIT) AS HUGEINT) END";

    /// <summary>Whether the sign bit of these bytes is set.</summary>
    internal static string IsNegative(string bytes) => $"get_bit(CAST({bytes} AS BIT), 0) = 1";

    /// <summary>The integer in decimal digits, whatever its length: BIGNUM cannot multiply, but it can add a number to itself, bit by bit.</summary>
    internal static string LongDigits(string bytes) =>
        $"CAST(list_reduce(list_transform(string_split(CAST(CAST({bytes} AS BIT) AS VARCHAR), ''),"
        + " lambda _c, _i: CASE WHEN _i = 1 THEN -CAST(_c AS BIGNUM) ELSE CAST(_c AS BIGNUM) END), lambda _a, _d: _a + _a + _d) AS VARCHAR)";

    private static string Digits(string bytes) => $"CASE WHEN octet_length({bytes}) > 15 THEN {LongDigits(bytes)} ELSE CAST({Int128(bytes)} AS VARCHAR) END";

    private static string Shifted(string digits, string exponent) => Canonical($"({digits} || 'E' || ({exponent}))");

    /// <summary>The number that a text says, in canonical form; NULL where it says none.</summary>
    private static string Canonical(string text)
    {
        const string number = "'^([+-]?)([0-9]*)[.]?([0-9]*)(?:[eE]([+-]?[0-9]{1,6}))?$'";
        var parts = $"regexp_extract({text}, {number}, ['s', 'i', 'f', 'e'])";
        const string placed = "{'s': _r.s, 'd': _r.i || _r.f, 'p': length(_r.i) + coalesce(TRY_CAST(_r.e AS INTEGER), 0)}";
        const string whole = "CASE WHEN _p.p <= 0 THEN '' WHEN _p.p >= length(_p.d) THEN _p.d || repeat('0', _p.p - length(_p.d)) ELSE left(_p.d, _p.p) END";
        const string fraction = "CASE WHEN _p.p <= 0 THEN repeat('0', -_p.p) || _p.d WHEN _p.p >= length(_p.d) THEN '' ELSE substr(_p.d, _p.p + 1) END";
        const string split = $"{{'s': _p.s, 'd': _p.d, 'i': coalesce(nullif(ltrim({whole}, '0'), ''), '0'), 'f': rtrim({fraction}, '0')}}";
        const string joined = "CASE WHEN _q.d <> '' THEN CASE WHEN _q.s = '-' AND (_q.i <> '0' OR _q.f <> '') THEN '-' ELSE '' END || _q.i"
            + " || CASE WHEN _q.f <> '' THEN '.' || _q.f ELSE '' END END";
        return $"list_transform(list_transform(list_transform([{parts}], lambda _r: {placed}), lambda _p: {split}), lambda _q: {joined})[1]";
    }
}
