using System.Text;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Avro;

/// <summary>
/// Readers of primitive values: Avro's schema resolution (Avro specification, "Schema Resolution"), Iceberg's promotions, and a wider type than was asked for, whose values must fit
/// the narrower one: PyIceberg until August 2026 and iceberg-go until April 2026 wrote longs where ints belong (iceberg-python#3840, iceberg-go#880).
/// A logical type that is missing or not known changes nothing; one that says something else is refused, or its unit converted.
/// </summary>
internal static class AvroPrimitiveReader
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal static AvroRead Create(AvroSchema written, IcebergType type, string what)
    {
        var read = written switch
        {
            AvroPrimitive primitive => ForPrimitive(primitive, type, what),
            AvroFixed bytes => ForFixed(bytes, type, what),
            AvroEnum symbols when type.TypeId == TypeId.String => decoder => ReadSymbol(decoder, symbols, what),
            _ => null,
        };
        return read ?? throw IcebergException.InvalidData($"The Avro file's type of '{what}' cannot be read as {type}: it is {written}.");
    }

    /// <summary>The Iceberg type of what was written: for partition values whose transform or source column is not known any more.</summary>
    internal static IcebergType TypeOf(AvroSchema written, string what) => written switch
    {
        AvroUnion union => TypeOf(union.Branches.FirstOrDefault(branch => branch is not AvroPrimitive { Kind: AvroKind.Null }) ?? AvroPrimitive.Null, what),
        AvroFixed { LogicalType: "decimal" } number => IcebergType.Decimal(number.Precision, number.Scale),
        AvroFixed { LogicalType: "uuid" } => IcebergType.Uuid,
        AvroFixed bytes => IcebergType.Fixed(bytes.Size),
        AvroEnum => IcebergType.String,
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
            (AvroKind.String, "uuid") => IcebergType.Uuid,
            _ => IcebergType.String,
        },
        _ => throw IcebergException.InvalidData($"The Avro file's type of '{what}' is not a primitive type: it is {written}."),
    };

    private static AvroRead? ForPrimitive(AvroPrimitive written, IcebergType type, string what) => (written.Kind, type.TypeId) switch
    {
        (AvroKind.Null, _) => _ => null,
        (AvroKind.Boolean, TypeId.Boolean) => decoder => decoder.ReadBoolean(),
        (AvroKind.Int, TypeId.Int) => decoder => decoder.ReadInt(),
        (AvroKind.Long, TypeId.Int) => decoder => ToInt(decoder.ReadLong(), what),
        (AvroKind.Int or AvroKind.Long, TypeId.Long) => decoder => decoder.ReadLong(),
        (AvroKind.Int, TypeId.Date) when IsDate(written) => decoder => decoder.ReadInt(),
        (AvroKind.Long, TypeId.Date) when IsDate(written) => decoder => ToInt(decoder.ReadLong(), what),
        (AvroKind.Int or AvroKind.Long, TypeId.Time or TypeId.Timestamp or TypeId.TimestampTz) => ForTime(written.LogicalType, isTimeOfDay: type.TypeId == TypeId.Time, what),
        (AvroKind.Int or AvroKind.Long, TypeId.Float) => decoder => (float)decoder.ReadLong(),
        (AvroKind.Int or AvroKind.Long, TypeId.Double) => decoder => (double)decoder.ReadLong(),
        (AvroKind.Float, TypeId.Float) => decoder => decoder.ReadFloat(),
        (AvroKind.Float, TypeId.Double) => decoder => (double)decoder.ReadFloat(),
        (AvroKind.Double, TypeId.Float) => decoder => ToFloat(decoder.ReadDouble(), what),
        (AvroKind.Double, TypeId.Double) => decoder => decoder.ReadDouble(),
        (AvroKind.String, TypeId.String) => decoder => decoder.ReadString(),
        (AvroKind.String, TypeId.Uuid) => decoder => ToUuid(decoder.ReadString(), what),
        (AvroKind.String, TypeId.Binary) => decoder => decoder.ReadBytes().ToArray(),
        (AvroKind.Bytes, TypeId.String) when written.LogicalType != "decimal" => decoder => ToText(decoder.ReadBytes(), what),
        (AvroKind.Bytes, TypeId.Uuid) when written.LogicalType != "decimal" => decoder => new Guid(Exactly(decoder.ReadBytes(), 16, what), bigEndian: true),
        (AvroKind.Bytes, TypeId.Binary) => decoder => decoder.ReadBytes().ToArray(),
        (AvroKind.Bytes, TypeId.Fixed) => decoder => Exactly(decoder.ReadBytes(), ((FixedType)type).Length, what).ToArray(),
        (AvroKind.Bytes, TypeId.Decimal) when HasScale(written.LogicalType, written.Scale, type) => decoder => ToDecimal(decoder.ReadBytes(), what),
        _ => null,
    };

    private static AvroRead? ForFixed(AvroFixed written, IcebergType type, string what) => type.TypeId switch
    {
        TypeId.Decimal when HasScale(written.LogicalType, written.Scale, type) => decoder => ToDecimal(AvroSkip.ReadFixed(decoder, written), what),
        TypeId.Uuid when written.Size == 16 && written.LogicalType != "decimal" => decoder => new Guid(AvroSkip.ReadFixed(decoder, written), bigEndian: true),
        TypeId.Fixed when written.Size == ((FixedType)type).Length => decoder => AvroSkip.ReadFixed(decoder, written).ToArray(),
        TypeId.Binary => decoder => AvroSkip.ReadFixed(decoder, written).ToArray(),
        _ => null,
    };

    /// <summary>Iceberg counts microseconds. The logical types of other units are converted, those of another kind of time refused.</summary>
    private static AvroRead? ForTime(string? logicalType, bool isTimeOfDay, string what)
    {
        return (logicalType, isTimeOfDay) switch
        {
            ("time-millis", true) or ("timestamp-millis" or "local-timestamp-millis", false) => decoder => Multiplied(decoder.ReadLong()),
            ("timestamp-nanos" or "local-timestamp-nanos", false) => decoder => Divided(decoder.ReadLong()),
            ("time-micros", true) or ("timestamp-micros" or "local-timestamp-micros", false) => decoder => decoder.ReadLong(),
            _ => IsTemporal(logicalType) ? null : decoder => decoder.ReadLong(),
        };

        object Multiplied(long milliseconds) => milliseconds is >= long.MinValue / 1000 and <= long.MaxValue / 1000 ? milliseconds * 1000 : throw Unfit(milliseconds, what, "64 bits of microseconds");

        object Divided(long nanoseconds) => nanoseconds % 1000 == 0 ? nanoseconds / 1000 : throw Unfit(nanoseconds, what, "microseconds: it is nanoseconds");
    }

    private static bool IsDate(AvroPrimitive written) => written.LogicalType == "date" || !IsTemporal(written.LogicalType);

    private static bool IsTemporal(string? logicalType) =>
        logicalType is "date" or "time-millis" or "time-micros" or "timestamp-millis" or "timestamp-micros" or "timestamp-nanos"
            or "local-timestamp-millis" or "local-timestamp-micros" or "local-timestamp-nanos";

    private static bool HasScale(string? logicalType, int scale, IcebergType type) => logicalType != "decimal" || scale == ((DecimalType)type).Scale;

    private static object ToInt(long value, string what) => value is >= int.MinValue and <= int.MaxValue ? (int)value : throw Unfit(value, what, "the 32 bits of an int");

    private static object ToFloat(double value, string what) => double.IsNaN(value) || (float)value == value ? (float)value : throw Unfit(value, what, "a float");

    private static object ToUuid(string text, string what) => Guid.TryParse(text, out var uuid) ? uuid : throw IcebergException.InvalidData($"'{text}' stands in the Avro file for '{what}', which is a uuid.");

    private static object ToText(ReadOnlySpan<byte> bytes, string what)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (ArgumentException e)
        {
            throw IcebergException.InvalidData($"Bytes that are no UTF-8 stand in the Avro file for '{what}', which is a string.", e);
        }
    }

    private static object ToDecimal(ReadOnlySpan<byte> bytes, string what)
    {
        const int most = 16;
        while (bytes.Length > most && bytes[0] == ((bytes[1] & 0x80) == 0 ? 0 : 0xff))
            bytes = bytes[1..];
        return bytes.Length is > 0 and <= most
            ? SingleValue.FromBigEndian(bytes)
            : throw IcebergException.InvalidData($"{bytes.Length} bytes stand in the Avro file for '{what}', which is a decimal.");
    }

    private static ReadOnlySpan<byte> Exactly(ReadOnlySpan<byte> bytes, int count, string what) =>
        bytes.Length == count ? bytes : throw IcebergException.InvalidData($"{bytes.Length} bytes stand in the Avro file for '{what}', which has {count}.");

    private static string ReadSymbol(AvroDecoder decoder, AvroEnum type, string what)
    {
        var index = decoder.ReadLong();
        return index >= 0 && index < type.Symbols.Count
            ? type.Symbols[(int)index]
            : throw IcebergException.InvalidData($"The Avro file is damaged: '{what}' is symbol {index} of {type.Symbols.Count}.");
    }

    private static IcebergException Unfit(object value, string what, string type) =>
        IcebergException.InvalidData(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The Avro file has {value} for '{what}', which does not fit into {type}."));
}
