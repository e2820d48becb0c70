using System.Buffers.Binary;
using System.Text;

namespace Paklog.Lakehouse.Iceberg.Types;

/// <summary>The binary single-value serialization of spec Appendix D, in which bounds are stored.</summary>
public static class SingleValue
{
    /// <summary>The bytes of a value represented as <see cref="IcebergValue"/> says.</summary>
    public static byte[] ToBytes(object value, IcebergType type)
    {
        if (!IcebergValue.IsOf(value, type))
        {
            throw new ArgumentException($"A {value.GetType().Name} does not represent a value of the type {type}.", nameof(value));
        }

        switch (value)
        {
            case bool flag:
                return [flag ? (byte)1 : (byte)0];
            case int number:
                return Write(4, span => BinaryPrimitives.WriteInt32LittleEndian(span, number));
            case long number:
                return Write(8, span => BinaryPrimitives.WriteInt64LittleEndian(span, number));
            case float number:
                return Write(4, span => BinaryPrimitives.WriteSingleLittleEndian(span, number));
            case double number:
                return Write(8, span => BinaryPrimitives.WriteDoubleLittleEndian(span, number));
            case Int128 unscaled:
                return MinimalBigEndian(unscaled);
            case string text:
                return Encoding.UTF8.GetBytes(text);
            case Guid uuid:
                return uuid.ToByteArray(bigEndian: true);
            default:
                return (byte[])value;
        }
    }

    /// <summary>
    /// The value of bytes that may have been written before the column was promoted: 4 bytes of a long are an int, 4 bytes of a double are a float
    /// (spec, "Schema Evolution").
    /// </summary>
    /// <exception cref="IcebergException">InvalidData when the bytes do not fit the type.</exception>
    public static object FromBytes(ReadOnlySpan<byte> bytes, IcebergType type) => (type.TypeId, bytes.Length) switch
    {
        (TypeId.Boolean, 1) => bytes[0] != 0,
        (TypeId.Int or TypeId.Date, 4) => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        (TypeId.Long, 4) => (long)BinaryPrimitives.ReadInt32LittleEndian(bytes),
        (TypeId.Long or TypeId.Time or TypeId.Timestamp or TypeId.TimestampTz, 8) => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        (TypeId.Float, 4) => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        (TypeId.Double, 4) => (double)BinaryPrimitives.ReadSingleLittleEndian(bytes),
        (TypeId.Double, 8) => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        (TypeId.Decimal, >= 1 and <= 16) => FromBigEndian(bytes),
        (TypeId.String, _) => Encoding.UTF8.GetString(bytes),
        (TypeId.Uuid, 16) => new Guid(bytes, bigEndian: true),
        (TypeId.Fixed or TypeId.Binary, _) => bytes.ToArray(),
        _ => throw IcebergException.InvalidData($"{bytes.Length} bytes are not a value of the type {type}."),
    };

    /// <summary>Two's complement, big-endian, in as few bytes as hold the value; at least one.</summary>
    internal static byte[] MinimalBigEndian(Int128 value)
    {
        Span<byte> full = stackalloc byte[16];
        BinaryPrimitives.WriteInt128BigEndian(full, value);
        var padding = Int128.IsNegative(value) ? (byte)0xff : (byte)0;
        var start = 0;
        while (start < 15 && full[start] == padding && (full[start + 1] & 0x80) == (padding & 0x80))
        {
            start++;
        }

        return full[start..].ToArray();
    }

    internal static Int128 FromBigEndian(ReadOnlySpan<byte> bytes)
    {
        Span<byte> full = stackalloc byte[16];
        full.Fill((bytes[0] & 0x80) != 0 ? (byte)0xff : (byte)0);
        bytes.CopyTo(full[(16 - bytes.Length)..]);
        return BinaryPrimitives.ReadInt128BigEndian(full);
    }

    private static byte[] Write(int length, Action<byte[]> write)
    {
        var bytes = new byte[length];
        write(bytes);
        return bytes;
    }
}
