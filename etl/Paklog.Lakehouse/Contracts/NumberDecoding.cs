using System.Globalization;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Contracts;

/// <summary>Booleans, integers, floats, times of day and intervals.</summary>
internal static class NumberDecoding
{
    internal static Decoding Boolean(string text, bool digits) => new(
        $"TRY_CAST({text} AS BOOLEAN)",
        digits ? $"{text} IN ('0', '1', 'true', 'false')" : $"{text} IN ('true', 'false')",
        DecoderSql.Reason("not a boolean", text));

    internal static Decoding Integer(string text, string? parsed, IcebergType type)
    {
        var (name, least, greatest) = type.TypeId == TypeId.Int
            ? ("INTEGER", "-2147483648", "2147483647")
            : ("BIGINT", "-9223372036854775808", "9223372036854775807");
        var parsing = $"TRY_CAST({text} AS {name})";
        var value = parsed ?? parsing;
        return new Decoding(value, DecoderSql.IsExactInteger(value, text), Problem(text, type.ToString()))
        {
            Parsed = parsing,
            Beyond = $"({value} IS NULL AND {DecoderSql.IsInteger(text)})",
            Nearest = $"CASE WHEN starts_with({text}, '-') THEN CAST('{least}' AS {name}) ELSE CAST('{greatest}' AS {name}) END",
        };
    }

    /// <summary>BIGINT UNSIGNED: a negative integer stands for itself plus 2^64.</summary>
    internal static Decoding Unsigned(string text, string? parsed, IcebergType type)
    {
        var name = DecoderSql.TypeName(type);
        var parsing = $"TRY_CAST({text} AS HUGEINT)";
        var number = parsed ?? parsing;
        var value = $"TRY_CAST(CASE WHEN {number} < 0 THEN {number} + 18446744073709551616 ELSE {number} END AS {name})";
        var greatest = type is DecimalType { Precision: var precision }
            ? precision >= 20 ? "18446744073709551615" : new string('9', precision)
            : "9223372036854775807";
        return new Decoding(
            value,
            $"({number} BETWEEN -9223372036854775808 AND 18446744073709551615 AND {value} IS NOT NULL AND {DecoderSql.IsExactInteger(number, text)})",
            Problem(text, "unsigned " + type))
        {
            Parsed = parsing,
            Beyond = $"({DecoderSql.IsInteger(text)} AND ({number} IS NULL OR {value} IS NULL OR {number} NOT BETWEEN -9223372036854775808 AND 18446744073709551615))",
            Nearest = $"CAST('{greatest}' AS {name})",
        };
    }

    internal static Decoding Floating(string text, string? parsed, ContractColumn column, IcebergType type)
    {
        var name = DecoderSql.TypeName(type);
        var parsing = $"TRY_CAST({text} AS {name})";
        var number = parsed ?? parsing;

        // A number that overflows to infinity is none of the words.
        var unread = DecoderSql.IsNotFinite(number);
        var (nan, infinity, minusInfinity) = (DecoderSql.IsNaN(text, unread), DecoderSql.IsInfinity(text, unread), DecoderSql.IsMinusInfinity(text, unread));
        var specials = new List<SpecialValue>();
        if (column.OnNaN is { } onNaN)
            specials.Add(new SpecialValue(nan, "NaN", onNaN));
        if (column.OnInfinity is { } onInfinity)
            specials.Add(new SpecialValue($"({infinity} OR {minusInfinity})", "infinity", onInfinity));
        return new Decoding(
            $"CASE WHEN isfinite({number}) THEN {number} WHEN {nan} THEN CAST('NaN' AS {name}) WHEN {infinity} THEN CAST('Infinity' AS {name}) WHEN {minusInfinity} THEN CAST('-Infinity' AS {name}) END",
            $"((isfinite({number}) AND NOT contains({text}, '_')) OR {nan} OR {infinity} OR {minusInfinity})",
            $"CASE WHEN isinf({number}) THEN {DecoderSql.Reason("out of range of " + type, text)} ELSE {DecoderSql.Reason("not a " + type, text)} END")
        {
            Parsed = parsing,
            Specials = specials,
        };
    }

    /// <summary>A time of day or a duration, kept as microseconds; below that it is cut off, towards the past.</summary>
    internal static Decoding Time(string text, string? parsed, EncodingKind kind)
    {
        var parsing = $"TRY_CAST({text} AS BIGINT)";
        var number = parsed ?? parsing;
        var value = $"TRY({Micros(number, kind)})";
        return new Decoding(value, $"({value} IS NOT NULL AND {DecoderSql.IsExactInteger(number, text)})", Problem(text, "time of day"))
        {
            Parsed = parsing,
            Beyond = $"({value} IS NULL AND {DecoderSql.IsInteger(text)})",
            Nearest = $"CASE WHEN starts_with({text}, '-') THEN CAST('-9223372036854775808' AS BIGINT) ELSE 9223372036854775807 END",
        };
    }

    /// <summary>A count of milliseconds, microseconds or nanoseconds as microseconds; an error, for TRY to catch, where 64 bits do not hold it.</summary>
    internal static string Micros(string number, EncodingKind kind) => kind switch
    {
        EncodingKind.TimeMillis or EncodingKind.EpochMillis => $"{number} * 1000",

        // Integer division cuts towards zero.
        EncodingKind.TimeNanos or EncodingKind.EpochNanos => $"{number} // 1000 - CASE WHEN {number} % 1000 < 0 THEN 1 ELSE 0 END",
        _ => number,
    };

    /// <summary>
    /// Debezium's MicroDuration counts a month as 30.4375 days of 86,400 s. The text has whole months, then whole days, then hours, minutes and seconds,
    /// each part with the sign of the whole, as PostgreSQL writes intervals in ISO 8601; PT0S is none at all.
    /// </summary>
    internal static Decoding Interval(string text, string? parsed)
    {
        var parsing = $"TRY_CAST({text} AS BIGINT)";
        var number = parsed ?? parsing;
        var month = 2_629_800_000_000.ToString(CultureInfo.InvariantCulture);
        var time = $"(_m % {month} % 86400000000)";
        var date = Part($"_m // {month}", "M") + " || " + Part($"_m % {month} // 86400000000", "D");
        var seconds = $"CASE WHEN {time} % 60000000 <> 0 THEN CASE WHEN _m < 0 THEN '-' ELSE '' END || abs({time} % 60000000 // 1000000)"
            + $" || CASE WHEN {time} % 1000000 <> 0 THEN '.' || rtrim(lpad(CAST(abs({time} % 1000000) AS VARCHAR), 6, '0'), '0') ELSE '' END || 'S' ELSE '' END";
        var clock = $"CASE WHEN {time} <> 0 THEN 'T' || {Part($"{time} // 3600000000", "H")} || {Part($"{time} % 3600000000 // 60000000", "M")} || {seconds} ELSE '' END";
        var value = DecoderSql.Let("_m", number, $"CASE WHEN _m IS NULL THEN NULL WHEN _m = 0 THEN 'PT0S' ELSE 'P' || {date} || {clock} END");
        return new Decoding(value, DecoderSql.IsExactInteger(number, text), Problem(text, "interval in microseconds")) { Parsed = parsing };

        static string Part(string count, string unit) => $"CASE WHEN {count} <> 0 THEN ({count}) || '{unit}' ELSE '' END";
    }

    private static string Problem(string text, string what) =>
        $"CASE WHEN {DecoderSql.IsInteger(text)} THEN {DecoderSql.Reason("out of range of " + what, text)} ELSE {DecoderSql.Reason("no integer for " + what, text)} END";
}
