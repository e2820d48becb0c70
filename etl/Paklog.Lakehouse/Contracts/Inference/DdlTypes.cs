using System.Globalization;
using System.Text.Json;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Contracts.Inference;

/// <summary>
/// The columns in <c>tableChanges</c> of a schema-change topic: types of MySQL and MariaDB, with the encodings of Debezium's default
/// <c>time.precision.mode</c>, adaptive_time_microseconds, and of <c>decimal.handling.mode=string</c>; what the messages show corrects them later.
/// </summary>
internal static class DdlTypes
{
    internal static ColumnFact Column(JsonElement column, IReadOnlyList<string> key)
    {
        var name = column.GetProperty("name").GetString()!;
        var length = Number(column, "length");
        var typeName = (column.GetProperty("typeName").GetString() ?? "").ToUpperInvariant();
        var (type, encoding, guess) = Map(typeName, length, Number(column, "scale") ?? 0);
        var optional = column.TryGetProperty("optional", out var flag) && flag.GetBoolean() && !key.Contains(name);
        var value = column.TryGetProperty("defaultValueExpression", out var expression) && expression.ValueKind == JsonValueKind.String ? expression.GetString() : null;
        return new ColumnFact(name, type, encoding, !optional, value is not null && DefaultValue.Fits(value, type) ? value : null, guess);
    }

    private static (IcebergType Type, ColumnEncoding Encoding, string? Guess) Map(string typeName, int? length, int scale)
    {
        var words = typeName.Split(' ');
        var unsigned = words.Contains("UNSIGNED");
        switch (words[0])
        {
            case "BIGINT":
                return unsigned ? (IcebergType.Decimal(20, 0), new(EncodingKind.Unsigned), null) : (IcebergType.Long, ColumnEncoding.Plain, null);
            case "INT" or "INTEGER":
                return (unsigned ? IcebergType.Long : IcebergType.Int, ColumnEncoding.Plain, null);
            case "MEDIUMINT" or "SMALLINT" or "YEAR":
                return (IcebergType.Int, ColumnEncoding.Plain, null);
            case "TINYINT":
                return (IcebergType.Int, ColumnEncoding.Plain, length == 1 ? "TINYINT(1): boolean with the encoding boolean-int, if it only holds 0 and 1" : null);
            case "BIT" when length is null or 1:
                return (IcebergType.Boolean, ColumnEncoding.Plain, null);
            case "BOOL" or "BOOLEAN":
                return (IcebergType.Boolean, new(EncodingKind.BooleanInt), null);
            case "DECIMAL" or "NUMERIC" or "DEC" or "FIXED":
                return (length ?? 10) <= DecimalType.MaxPrecision
                    ? (IcebergType.Decimal(length ?? 10, scale), new(EncodingKind.DecimalText), null)
                    : (IcebergType.String, new(EncodingKind.NumericText), null);
            case "DOUBLE" or "REAL":
                return (IcebergType.Double, ColumnEncoding.Plain, null);
            case "FLOAT":
                return (IcebergType.Float, ColumnEncoding.Plain, null);
            case "DATE":
                return (IcebergType.Date, new(EncodingKind.EpochDays), null);
            case "DATETIME":
                return (IcebergType.Timestamp, new(length is > 3 ? EncodingKind.EpochMicros : EncodingKind.EpochMillis), null);
            case "TIMESTAMP":
                return (IcebergType.TimestampTz, new(EncodingKind.Iso), null);
            case "TIME":
                return (IcebergType.Long, new(EncodingKind.TimeMicros), null);
            case "BINARY" or "VARBINARY" or "TINYBLOB" or "BLOB" or "MEDIUMBLOB" or "LONGBLOB" or "BIT":
                return (IcebergType.Binary, new(EncodingKind.Base64), null);
            case "JSON" or "POINT" or "GEOMETRY" or "LINESTRING" or "POLYGON" or "MULTIPOINT" or "MULTILINESTRING" or "MULTIPOLYGON" or "GEOMETRYCOLLECTION":
                return (IcebergType.String, new(EncodingKind.JsonText), null);
            case "CHAR" or "VARCHAR" or "NCHAR" or "NVARCHAR" or "TINYTEXT" or "TEXT" or "MEDIUMTEXT" or "LONGTEXT" or "ENUM" or "SET" or "UUID" or "INET6":
                return (IcebergType.String, ColumnEncoding.Plain, null);
            default:
                return (IcebergType.String, ColumnEncoding.Plain, string.Create(CultureInfo.InvariantCulture, $"the type {typeName} is not known here"));
        }
    }

    private static int? Number(JsonElement column, string member) =>
        column.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;
}
