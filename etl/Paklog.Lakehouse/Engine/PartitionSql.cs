using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Engine;

/// <summary>Partition transforms as DuckDB expressions that give the same value as <see cref="Transform.Apply"/>.</summary>
internal static class PartitionSql
{
    public static string Expression(PartitionField partition, Schema schema)
    {
        var source = schema.FindField(partition.SourceId)
            ?? throw new IcebergException(IcebergErrorKind.ValidationFailed, $"The partition field '{partition.Name}' has no source column {partition.SourceId} in schema {schema.SchemaId}.");
        var column = string.Join(".", schema.FindPath(source.Id)!.Split('.').Select(DuckDbIdentifier.Quote));
        var isDate = source.Type.TypeId == TypeId.Date;
        return partition.Transform switch
        {
            IdentityTransform => column,
            VoidTransform => "NULL::INTEGER",
            TimeTransform { Unit: TimeUnit.Day } => $"CAST({column} AS DATE)",
            TimeTransform { Unit: TimeUnit.Year } => $"CAST(year({column}) - 1970 AS INTEGER)",
            TimeTransform { Unit: TimeUnit.Month } => $"CAST((year({column}) - 1970) * 12 + month({column}) - 1 AS INTEGER)",
            TimeTransform { Unit: TimeUnit.Hour } when !isDate => $"CAST(floor(epoch_us({column}) / 3600000000) AS INTEGER)",
            TruncateTransform truncate => Truncate(column, truncate.Width, source.Type),
            _ => throw new IcebergException(IcebergErrorKind.Unsupported, $"The embedded engine cannot write the partition transform {partition.Transform} of column '{source.Name}'; write that table with Spark."),
        };
    }

    /// <summary>Truncation floors: -1 truncated to 10 is -10 (spec, "Truncate Transform Details").</summary>
    private static string Truncate(string column, int width, IcebergType type) => type switch
    {
        { TypeId: TypeId.String } => $"substring({column}, 1, {width})",
        { TypeId: TypeId.Binary } => $"unhex(substring(hex({column}), 1, {2 * width}))",
        { TypeId: TypeId.Int or TypeId.Long } => $"{column} - ((({column} % {width}) + {width}) % {width})",
        DecimalType number => $"CAST({column} - ((({column} % {Step(width, number.Scale)}) + {Step(width, number.Scale)}) % {Step(width, number.Scale)}) AS {DuckDbTypes.Name(number)})",
        _ => throw new IcebergException(IcebergErrorKind.Unsupported, $"truncate is not defined for {type}."),
    };

    private static string Step(int width, int scale)
    {
        var digits = width.ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return scale == 0 ? digits : digits[..^scale] + "." + digits[^scale..];
    }
}
