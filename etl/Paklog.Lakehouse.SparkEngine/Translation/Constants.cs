using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Paklog.Lakehouse.SparkEngine.Translation;

/// <summary>Constants of DuckDB's tree as literals of Spark.</summary>
internal static class Constants
{
    public static SparkText Print(JsonElement node, PrintingContext context)
    {
        var constant = node.GetProperty("value");
        if (constant.Flag("is_null"))
            return new SparkText("NULL", SqlType.Null);
        var type = constant.GetProperty("type");
        if (constant.Find("value") is not { } value)
            return new SparkText("''", SqlType.Text);
        switch (type.Word("id"))
        {
            case "VARCHAR":
                return new SparkText(SparkLiteral.Quote(value.GetString()!), SqlType.Text);
            case "BOOLEAN":
                return new SparkText(value.GetBoolean() ? "true" : "false", SqlType.Boolean);
            case "INTEGER":
                return new SparkText(SparkLiteral.Of(value.GetInt32()), SqlType.Int);
            case "BIGINT":
                return new SparkText(SparkLiteral.Of(value.GetInt64()), SqlType.Long);
            case "HUGEINT":
                return new SparkText(Whole(value).ToString(CultureInfo.InvariantCulture) + "BD", SqlType.Decimal(38, 0));
            case "DOUBLE":
                return new SparkText(value.ValueKind == JsonValueKind.Number ? SparkLiteral.Of(value.GetDouble()) : throw context.Unknown("A constant that is no finite number", node), SqlType.Double);
            case "DECIMAL":
                var decimalType = SqlType.Of(type);
                return new SparkText(Pointed(Whole(value), decimalType.Scale) + "BD", decimalType);
            default:
                throw context.Unknown($"A constant of the type {type.Word("id")}", node);
        }
    }

    /// <summary>The type of a value that C# gives.</summary>
    public static SqlType TypeOf(object? value) => value switch
    {
        null => SqlType.Null,
        string => SqlType.Text,
        bool => SqlType.Boolean,
        int => SqlType.Int,
        long => SqlType.Long,
        double => SqlType.Double,
        DateOnly => SqlType.Date,
        DateTimeOffset => SqlType.TimestampTz,
        DateTime => SqlType.Timestamp,
        byte[] => SqlType.Blob,
        IEnumerable<string> => SqlType.ListOf(SqlType.Text),
        IEnumerable<long> => SqlType.ListOf(SqlType.Long),
        _ => SqlType.Unknown,
    };

    private static BigInteger Whole(JsonElement value) => value.ValueKind == JsonValueKind.Object
        ? (value.GetProperty("upper").GetInt64() * (BigInteger.One << 64)) + value.GetProperty("lower").GetUInt64()
        : value.GetInt64();

    private static string Pointed(BigInteger unscaled, int scale)
    {
        var digits = BigInteger.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return (unscaled.Sign < 0 ? "-" : "") + digits[..^scale] + (scale > 0 ? "." + digits[^scale..] : "");
    }
}
