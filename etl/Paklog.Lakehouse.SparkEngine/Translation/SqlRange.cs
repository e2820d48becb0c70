using System.Globalization;

namespace Paklog.Lakehouse.SparkEngine.Translation;

/// <summary>Whether values of one type may be none of another.</summary>
internal static class SqlRange
{
    public static bool MayExceed(SqlType from, SqlType to) => to.Kind switch
    {
        SqlKind.Integer => from.Kind is not SqlKind.Boolean && (WholeDigits(from) is not { } digits || digits >= Digits(to)),
        SqlKind.Decimal => from.Kind is not SqlKind.Boolean && (WholeDigits(from) is not { } digits || digits > WholeDigits(to) || (digits == WholeDigits(to) && from.Scale > to.Scale)),
        SqlKind.Float or SqlKind.Double or SqlKind.Boolean => from.Kind is SqlKind.Text or SqlKind.Unknown,
        SqlKind.Date or SqlKind.Timestamp or SqlKind.TimestampTz => !from.IsTemporal,
        _ => false,
    };

    /// <summary>The digits before the point that a value may have; null where they are not known.</summary>
    private static int? WholeDigits(SqlType type) => type.Kind switch
    {
        SqlKind.Integer => Digits(type),
        SqlKind.Decimal => int.Parse(type.Name["DECIMAL(".Length..type.Name.IndexOf(',', StringComparison.Ordinal)], CultureInfo.InvariantCulture) - type.Scale,
        _ => null,
    };

    /// <summary>Of the greatest value; only smaller numbers of as many digits fit.</summary>
    private static int Digits(SqlType integer) => integer.Name switch
    {
        "TINYINT" => 3,
        "SMALLINT" => 5,
        "INT" => 10,
        _ => 19,
    };
}
