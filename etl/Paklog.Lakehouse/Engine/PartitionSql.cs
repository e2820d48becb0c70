using System.Globalization;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Engine;

/// <summary>Partition transforms as DuckDB expressions: their values as text, read back by <see cref="StatisticText"/>, are those of <see cref="Transform.Apply"/>.</summary>
internal static class PartitionSql
{
    private const string MicrosPerHour = "3600000000";

    public static string Expression(PartitionField partition, Schema schema)
    {
        var source = schema.FindField(partition.SourceId)
            ?? throw new IcebergException(IcebergErrorKind.ValidationFailed, $"The partition field '{partition.Name}' has no source column {partition.SourceId} in schema {schema.SchemaId}.");
        var column = ColumnSql.OfField(schema, source.Id);

        // The functions of TIMESTAMP WITH TIME ZONE count years before 1 by era and follow the session's time zone; those of TIMESTAMP do neither.
        if (source.Type.TypeId == TypeId.TimestampTz && partition.Transform is not BucketTransform)
            column = $"make_timestamp(epoch_us({column}))";
        return partition.Transform switch
        {
            IdentityTransform => Identity(column, source.Type),
            TimeTransform { Unit: TimeUnit.Day } => $"CAST({column} AS DATE)",
            TimeTransform { Unit: TimeUnit.Year } => $"CAST(year({column}) - 1970 AS INTEGER)",
            TimeTransform { Unit: TimeUnit.Month } => $"CAST((year({column}) - 1970) * 12 + month({column}) - 1 AS INTEGER)",
            TimeTransform { Unit: TimeUnit.Hour } => $"CAST(epoch_us({column}) // {MicrosPerHour} - CAST(epoch_us({column}) % {MicrosPerHour} < 0 AS INTEGER) AS INTEGER)",
            TruncateTransform truncate => Truncate(column, truncate.Width, source.Type),
            BucketTransform bucket => BucketFunction.Expression(column, bucket.Buckets),
            _ => throw new IcebergException(IcebergErrorKind.Unsupported, $"The embedded engine does not know the partition transform {partition.Transform} of column '{source.Name}', so it cannot write that table."),
        };
    }

    private static string Identity(string column, IcebergType type) => type.TypeId switch
    {
        // PARTITION_BY would put -0.0 and 0.0, which are two partitions, into one; and it cannot give bytes as text.
        TypeId.Float or TypeId.Double => $"CAST({column} AS VARCHAR)",
        TypeId.Binary => $"hex({column})",
        _ => column,
    };

    /// <summary>Truncation floors: -1 truncated to 10 is -10 (spec, "Truncate Transform Details"). Below the least number it wraps around, as the Java library does.</summary>
    private static string Truncate(string column, int width, IcebergType type) => type switch
    {
        { TypeId: TypeId.String } => $"substring({column}, 1, {width})",
        { TypeId: TypeId.Binary } => $"substring(hex({column}), 1, {2L * width})",
        { TypeId: TypeId.Int } => Wrapped(Floored($"CAST({column} AS BIGINT)", $"{width}"), "-2147483648", "4294967296", "INTEGER"),
        { TypeId: TypeId.Long } => Wrapped(Floored($"CAST({column} AS HUGEINT)", $"{width}"), "-9223372036854775808", "18446744073709551616", "BIGINT"),
        DecimalType number => $"CAST({Floored(column, Step(width, number.Scale))} AS {DuckDbTypes.Name(number)})",
        _ => throw new IcebergException(IcebergErrorKind.Unsupported, $"truncate is not defined for {type}."),
    };

    private static string Floored(string value, string width) => $"({value} - ((({value} % {width}) + {width}) % {width}))";

    private static string Wrapped(string value, string least, string range, string type) => $"CAST(CASE WHEN {value} < {least} THEN {value} + {range} ELSE {value} END AS {type})";

    /// <summary>The width counts units of the last digit.</summary>
    private static string Step(int width, int scale)
    {
        var digits = width.ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return scale == 0 ? digits : digits[..^scale] + "." + digits[^scale..];
    }
}
