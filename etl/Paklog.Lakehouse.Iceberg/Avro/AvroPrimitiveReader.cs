using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Avro;

/// <summary>Readers of primitive values, with the promotions of schema evolution: int to long, float to double, decimals to a greater precision.</summary>
internal static class AvroPrimitiveReader
{
    internal static AvroRead Create(AvroSchema written, IcebergType type, string what)
    {
        AvroRead? read = written switch
        {
            AvroPrimitive primitive => ForPrimitive(primitive, type),
            AvroFixed bytes => ForFixed(bytes, type),
            _ => null,
        };
        return read ?? throw IcebergException.InvalidData($"The Avro file's type of '{what}' cannot be read as {type}.");
    }

    /// <summary>The Iceberg type of what was written: for partition values whose transform or source column is not known any more.</summary>
    internal static IcebergType TypeOf(AvroSchema written, string what) => written switch
    {
        AvroUnion union => TypeOf(union.Branches.FirstOrDefault(branch => branch is not AvroPrimitive { Kind: AvroKind.Null }) ?? AvroPrimitive.Null, what),
        AvroFixed { LogicalType: "decimal" } number => IcebergType.Decimal(number.Precision, number.Scale),
        AvroFixed { LogicalType: "uuid" } => IcebergType.Uuid,
        AvroFixed bytes => IcebergType.Fixed(bytes.Size),
        AvroPrimitive primitive => (primitive.Kind, primitive.LogicalType) switch
        {
            (AvroKind.Boolean, _) => IcebergType.Boolean,
            (AvroKind.Int, "date") => IcebergType.Date,
            (AvroKind.Int, _) => IcebergType.Int,
            (AvroKind.Long, "time-micros") => IcebergType.Time,
            (AvroKind.Long, "timestamp-micros") => primitive.AdjustToUtc ? IcebergType.TimestampTz : IcebergType.Timestamp,
            (AvroKind.Long, _) => IcebergType.Long,
            (AvroKind.Float, _) => IcebergType.Float,
            (AvroKind.Double, _) => IcebergType.Double,
            (AvroKind.Bytes, "decimal") => IcebergType.Decimal(primitive.Precision, primitive.Scale),
            (AvroKind.Bytes, _) => IcebergType.Binary,
            (AvroKind.Null, _) => IcebergType.Int,
            _ => IcebergType.String,
        },
        _ => throw IcebergException.InvalidData($"The Avro file's type of '{what}' is not a primitive type."),
    };

    private static AvroRead? ForPrimitive(AvroPrimitive written, IcebergType type) => (written.Kind, type.TypeId) switch
    {
        (AvroKind.Null, _) => _ => null,
        (AvroKind.Boolean, TypeId.Boolean) => decoder => decoder.ReadBoolean(),
        (AvroKind.Int, TypeId.Int or TypeId.Date) => decoder => decoder.ReadInt(),
        (AvroKind.Int, TypeId.Long) => decoder => (long)decoder.ReadInt(),
        (AvroKind.Long, TypeId.Long or TypeId.Time or TypeId.Timestamp or TypeId.TimestampTz) => decoder => decoder.ReadLong(),
        (AvroKind.Float, TypeId.Float) => decoder => decoder.ReadFloat(),
        (AvroKind.Float, TypeId.Double) => decoder => (double)decoder.ReadFloat(),
        (AvroKind.Double, TypeId.Double) => decoder => decoder.ReadDouble(),
        (AvroKind.String, TypeId.String) => decoder => decoder.ReadString(),
        (AvroKind.String, TypeId.Uuid) => decoder => ReadUuid(decoder.ReadString()),
        (AvroKind.Bytes, TypeId.Binary or TypeId.Fixed) => decoder => decoder.ReadBytes().ToArray(),
        (AvroKind.Bytes, TypeId.Decimal) => decoder => ReadDecimal(decoder.ReadBytes()),
        _ => null,
    };

    private static AvroRead? ForFixed(AvroFixed written, IcebergType type) => type.TypeId switch
    {
        TypeId.Decimal when written.Size is >= 1 and <= 16 => decoder => ReadDecimal(AvroSkip.ReadFixed(decoder, written)),
        TypeId.Uuid when written.Size == 16 => decoder => new Guid(AvroSkip.ReadFixed(decoder, written), bigEndian: true),
        TypeId.Fixed or TypeId.Binary => decoder => AvroSkip.ReadFixed(decoder, written).ToArray(),
        _ => null,
    };

    private static object ReadUuid(string text) =>
        Guid.TryParse(text, out var uuid) ? uuid : throw IcebergException.InvalidData($"'{text}' stands in the Avro file for a uuid.");

    private static object ReadDecimal(ReadOnlySpan<byte> bytes) => SingleValue.FromBytes(bytes, IcebergType.Decimal(DecimalType.MaxPrecision, 0));
}
