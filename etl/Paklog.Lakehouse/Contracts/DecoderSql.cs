using System.Globalization;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Contracts;

/// <summary>Pieces of SQL that the decoders share.</summary>
internal static class DecoderSql
{
    internal const string IntegerPattern = "[+-]?[0-9]+([.]0*)?";

    internal static string TypeName(IcebergType type) => type switch
    {
        DecimalType number => string.Create(CultureInfo.InvariantCulture, $"DECIMAL({number.Precision},{number.Scale})"),
        ListType list => TypeName(list.Element) + "[]",
        _ => type.TypeId switch
        {
            TypeId.Boolean => "BOOLEAN",
            TypeId.Int => "INTEGER",
            TypeId.Long => "BIGINT",
            TypeId.Float => "FLOAT",
            TypeId.Double => "DOUBLE",
            TypeId.Date => "DATE",
            TypeId.Timestamp => "TIMESTAMP",
            TypeId.TimestampTz => "TIMESTAMPTZ",
            TypeId.String => "VARCHAR",
            TypeId.Uuid => "UUID",
            TypeId.Binary or TypeId.Fixed => "BLOB",
            _ => throw new ArgumentException($"A contract's column cannot be {type}.", nameof(type)),
        },
    };

    /// <summary>A constant of the contract as a literal of its type; what comes from data is never written into SQL.</summary>
    internal static string Literal(string text, IcebergType type) => $"CAST({DuckDbLiteral.Quote(text)} AS {TypeName(type)})";

    /// <summary>
    /// <paramref name="body"/> with <paramref name="name"/> standing for the value of <paramref name="value"/>, which is then computed once.
    /// Names begin with an underscore, nest, and must not repeat within one another.
    /// </summary>
    internal static string Let(string name, string value, string body) => $"list_transform([{value}], lambda {name}: {body})[1]";

    /// <summary>A reason that ends with the text it is about, cut to a length that a person reads.</summary>
    internal static string Reason(string reason, string text) => $"{DuckDbLiteral.Quote(reason + ": ")} || left({text}, 100)";

    /// <summary>Whether an integer cast of a text lost nothing: DuckDB rounds 1.5 and reads 1_000 and 0x10.</summary>
    internal static string IsExactInteger(string value, string text) =>
        $"(CAST({value} AS VARCHAR) = {text} OR ({value} IS NOT NULL AND regexp_full_match({text}, '{IntegerPattern}')))";

    /// <summary>
    /// Whether a text is not a number, in any letters: NaN (PostgreSQL, Java), NAN (Debezium's SpecialValueDecimal.toString gives the name of a Java constant), nan (C, Python), -nan.
    /// </summary>
    /// <param name="unread">What is true of every word and of few other texts, and costs little: that the cast gave nothing.</param>
    internal static string IsNaN(string text, string unread) => IsWord(text, unread, "nan", "+nan", "-nan");

    /// <summary>Infinity in any letters: Infinity (PostgreSQL, Java), inf (C, Python), Inf (Oracle), +Inf (Go), POSITIVE_INFINITY (Debezium's SpecialValueDecimal).</summary>
    internal static string IsInfinity(string text, string unread) => IsWord(text, unread, "infinity", "+infinity", "inf", "+inf", "positive_infinity");

    /// <summary>The same below zero.</summary>
    internal static string IsMinusInfinity(string text, string unread) => IsWord(text, unread, "-infinity", "-inf", "negative_infinity");

    /// <summary>That a cast gave nothing, or no finite value.</summary>
    internal static string IsNotFinite(string value) => $"NOT coalesce(isfinite({value}), false)";

    private static string IsWord(string text, string unread, params string[] words) => $"({unread} AND lower({text}) IN ({string.Join(", ", words.Select(DuckDbLiteral.Quote))}))";

    internal static string IsInteger(string text) => $"regexp_full_match({text}, '{IntegerPattern}')";
}
