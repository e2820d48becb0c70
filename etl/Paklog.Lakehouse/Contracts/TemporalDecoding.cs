using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Contracts;

/// <summary>Dates and timestamps. DuckDB's range is kept: years -290308 to 294247 for timestamps; what is beyond is out of range.</summary>
internal static class TemporalDecoding
{
    /// <summary>PostgreSQL's dates are 4714-11-24 BC to 5874897-12-31; what Debezium sends for its infinities is beyond, and within an int.</summary>
    private const string LeastPostgresDay = "-2440588";

    private const string GreatestPostgresDay = "2145042905";

    /// <summary>What Debezium sent for infinity before debezium/dbz#2524, which is below zero: -5877611-06-21.</summary>
    private const string InfinityBelowZero = "-2147472692";

    /// <summary>The infinities of PostgreSQL as Java's dates and times write them, by time.precision.mode isostring.</summary>
    private static readonly string[] Infinities = ["+5877611-06-21", "-5877611-06-21", "+292278994-08-16T23:00:00", "+294247-01-10T04:00:25.2"];

    private static readonly string[] MinusInfinities = ["-5877611-06-22", "-292275055-05-16T23:00:00", "-290308-12-21T19:59:27.6"];

    internal static Decoding EpochDays(string text, string? parsed, ContractColumn column)
    {
        var parsing = $"TRY_CAST({text} AS INTEGER)";
        var number = parsed ?? parsing;
        var unread = $"{number} IS NULL";
        var policy = column.OnInfinity ?? ValuePolicy.Null;
        var value = $"CASE WHEN {number} BETWEEN {LeastPostgresDay} AND {GreatestPostgresDay} THEN DATE '1970-01-01' + {number} END";
        return new Decoding(
            value,
            $"({number} BETWEEN {LeastPostgresDay} AND {GreatestPostgresDay} AND {DecoderSql.IsExactInteger(number, text)})",
            Problem(text, "date"))
        {
            Parsed = parsing,
            Specials =
            [
                new SpecialValue($"({number} > {GreatestPostgresDay} OR {number} = {InfinityBelowZero} OR {DecoderSql.IsInfinity(text, unread)})", "infinity", policy, Greatest(IcebergType.Date)),
                new SpecialValue($"({number} < {LeastPostgresDay} OR {DecoderSql.IsMinusInfinity(text, unread)})", "-infinity", policy, Least(IcebergType.Date)),
                .. ZeroDate($"{text} = '0'", column),
            ],
            Beyond = $"({number} IS NULL AND {DecoderSql.IsInteger(text)})",
            Nearest = Nearest(text, IcebergType.Date),
        };
    }

    internal static Decoding Epoch(string text, string? parsed, ContractColumn column, EncodingKind kind, IcebergType type)
    {
        // PGStatement.DATE_POSITIVE_INFINITY and DATE_NEGATIVE_INFINITY of the JDBC driver, which Debezium takes as microseconds, since debezium/dbz#2524 as milliseconds; what is beyond a long is its end.
        var (infinities, minusInfinities) = kind switch
        {
            EncodingKind.EpochMillis => ("'9223372036825200', '9223372036825200000'", "'-9223372036832400', '-9223372036832400000'"),
            EncodingKind.EpochMicros => ("'9223372036825200000', '9223372036854775807'", "'-9223372036832400000', '-9223372036854775808'"),
            _ => ("'9223372036854775807'", "'-9223372036854775808'"),
        };

        // What DuckDB's timestamps hold, in the unit of the source; make_timestamp takes a little more and then cannot show it.
        var range = kind switch
        {
            EncodingKind.EpochMillis => "BETWEEN -9223372022400000 AND 9223372036854775",
            EncodingKind.EpochMicros => "BETWEEN -9223372022400000000 AND 9223372036854775806",
            _ => "IS NOT NULL",
        };
        var policy = column.OnInfinity ?? ValuePolicy.Null;
        var parsing = $"TRY_CAST({text} AS BIGINT)";
        var number = parsed ?? parsing;
        var unread = $"{number} IS NULL";
        var make = type.TypeId == TypeId.TimestampTz ? "make_timestamptz" : "make_timestamp";
        return new Decoding(
            $"TRY({make}({NumberDecoding.Micros(number, kind)}))",
            $"({number} {range} AND {DecoderSql.IsExactInteger(number, text)})",
            Problem(text, type.ToString()))
        {
            Parsed = parsing,
            Specials =
            [
                new SpecialValue($"({text} IN ({infinities}) OR {DecoderSql.IsInfinity(text, unread)})", "infinity", policy, Greatest(type)),
                new SpecialValue($"({text} IN ({minusInfinities}) OR {DecoderSql.IsMinusInfinity(text, unread)})", "-infinity", policy, Least(type)),
                .. ZeroDate($"{text} = '0'", column),
            ],
            Beyond = $"(NOT coalesce({number} {range}, false) AND {DecoderSql.IsInteger(text)})",
            Nearest = Nearest(text, type),
        };
    }

    /// <summary>ISO 8601 text; fractions beyond microseconds are cut off, texts without offset are UTC.</summary>
    internal static Decoding Iso(string text, string? parsed, ContractColumn column, IcebergType type)
    {
        // Java writes years from 10000 up with a plus sign, which DuckDB does not read.
        var plain = $"ltrim({text}, '+')";
        var (parsing, complete) = type.TypeId switch
        {
            TypeId.Date => ($"TRY_CAST(rtrim({plain}, 'Z') AS DATE)", $" AND regexp_matches({text}, '^[^:]*[0-9](Z|[T ]00:00:00([.]0*)?Z?)?$')"),
            TypeId.TimestampTz => ($"TRY_CAST({plain} AS TIMESTAMPTZ)", ""),

            // A cast to TIMESTAMP ignores the offset.
            _ => ($"CASE WHEN ends_with({text}, 'Z') OR NOT regexp_matches({text}, ':[0-9.:]*[+-][0-9:]+$') THEN TRY_CAST({plain} AS TIMESTAMP)"
                + $" ELSE TRY_CAST({plain} AS TIMESTAMPTZ) AT TIME ZONE 'UTC' END", ""),
        };
        var value = parsed ?? parsing;
        var policy = column.OnInfinity ?? ValuePolicy.Null;

        // The cast also takes words (epoch, infinity), and to DATE whatever stands behind the date.
        return new Decoding(
            value,
            $"(isfinite({value}) AND {text} >= '+' AND {text} < ':'{complete})",
            $"CASE WHEN {LooksRight(text)} AND ({value}) IS NULL THEN {DecoderSql.Reason("no such date or out of range of " + type, text)}"
                + $" ELSE {DecoderSql.Reason("not a " + type, text)} END")
        {
            Parsed = parsing,
            Specials =
            [
                new SpecialValue($"({DecoderSql.IsInfinity(text, DecoderSql.IsNotFinite(value))} OR {StartsWith(text, Infinities)})", "infinity", policy, Greatest(type)),
                new SpecialValue($"({DecoderSql.IsMinusInfinity(text, DecoderSql.IsNotFinite(value))} OR {StartsWith(text, MinusInfinities)})", "-infinity", policy, Least(type)),
                .. ZeroDate($"({value} = {DecoderSql.Literal(Zero(type), type)} AND {text} < ':')", column),
            ],
            Beyond = $"(regexp_matches({text}, '^([+-]?[0-9]{{5,}}|-[0-9]{{4}})-[0-9]{{2}}-[0-9]{{2}}') AND ({value}) IS NULL)",
            Nearest = Nearest(text, type),
        };
    }

    /// <summary>Whether a decoded value is the epoch.</summary>
    internal static string IsZeroDate(string value, IcebergType type) => $"({value}) = {DecoderSql.Literal(Zero(type), type)}";

    private static string StartsWith(string text, string[] beginnings) => $"({text} < '.' AND ({string.Join(" OR ", beginnings.Select(beginning => $"starts_with({text}, '{beginning}')"))}))";

    private static IEnumerable<SpecialValue> ZeroDate(string when, ContractColumn column) =>
        column.OnZeroDate is ValuePolicy.Null or ValuePolicy.Reject ? [new SpecialValue(when, "zero date", column.OnZeroDate.Value)] : [];

    private static string Problem(string text, string what) =>
        $"CASE WHEN {DecoderSql.IsInteger(text)} THEN {DecoderSql.Reason("out of range of " + what, text)} ELSE {DecoderSql.Reason("no integer for " + what, text)} END";

    private static string LooksRight(string text) => $"regexp_matches({text}, '^[+-]?[0-9]{{4,}}-[0-9]{{2}}-[0-9]{{2}}')";

    private static string Nearest(string text, IcebergType type) => $"CASE WHEN starts_with({text}, '-') THEN {Least(type)} ELSE {Greatest(type)} END";

    private static string Zero(IcebergType type) => type.TypeId switch
    {
        TypeId.Date => "1970-01-01",
        TypeId.TimestampTz => "1970-01-01 00:00:00+00",
        _ => "1970-01-01 00:00:00",
    };

    /// <summary>The ends that every reader of the tables holds: Spark's and SQL's years 1 to 9999.</summary>
    private static string Greatest(IcebergType type) => DecoderSql.Literal(
        type.TypeId switch { TypeId.Date => "9999-12-31", TypeId.TimestampTz => "9999-12-31 23:59:59.999999+00", _ => "9999-12-31 23:59:59.999999" }, type);

    private static string Least(IcebergType type) => DecoderSql.Literal(
        type.TypeId switch { TypeId.Date => "0001-01-01", TypeId.TimestampTz => "0001-01-01 00:00:00+00", _ => "0001-01-01 00:00:00" }, type);
}
