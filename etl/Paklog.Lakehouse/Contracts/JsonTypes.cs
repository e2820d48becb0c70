using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Contracts;

/// <summary>The types of JSON values, as DuckDB's json_type calls them, that an encoding writes. A decoder may accept more: a number in quotes is read as that number, and yet the source's type has changed.</summary>
internal static class JsonTypes
{
    private static readonly IReadOnlyList<string> Integers = ["BIGINT", "UBIGINT", "HUGEINT", "UHUGEINT"];
    private static readonly IReadOnlyList<string> Numbers = [.. Integers, "DOUBLE"];

    internal static IReadOnlyList<string> Of(IcebergType type, ColumnEncoding encoding) => encoding.Kind switch
    {
        EncodingKind.Unsigned or EncodingKind.EpochDays or EncodingKind.EpochMillis or EncodingKind.EpochMicros or EncodingKind.EpochNanos
            or EncodingKind.TimeMillis or EncodingKind.TimeMicros or EncodingKind.TimeNanos or EncodingKind.IntervalMicros => Integers,
        EncodingKind.Iso or EncodingKind.Base64 or EncodingKind.DecimalBase64 => ["VARCHAR"],
        EncodingKind.DecimalText or EncodingKind.NumericText => [.. Numbers, "VARCHAR"],
        EncodingKind.DecimalVariable => ["OBJECT"],
        EncodingKind.BooleanInt => [.. Integers, "BOOLEAN"],
        EncodingKind.JsonText => [.. Numbers, "VARCHAR", "BOOLEAN", "ARRAY", "OBJECT"],
        EncodingKind.Array => ["ARRAY"],
        _ => type.TypeId switch
        {
            TypeId.Boolean => ["BOOLEAN"],
            TypeId.Int or TypeId.Long => Integers,
            TypeId.Float or TypeId.Double => Numbers,
            TypeId.Decimal => [.. Numbers, "VARCHAR"],
            TypeId.List => ["ARRAY"],
            _ => ["VARCHAR"],
        },
    };
}
