using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Partitioning;

/// <summary>The 32-bit hash of spec Appendix B: Murmur3 x86, seed 0, over the bytes that each type prescribes.</summary>
public static class BucketHash
{
    private const uint C1 = 0xcc9e2d51;
    private const uint C2 = 0x1b873593;

    /// <summary>
    /// The hash of a value represented as <see cref="IcebergValue"/> says. Integers of all widths hash as longs, so a promotion keeps the bucket.
    /// </summary>
    public static int Of(object value)
    {
        Span<byte> buffer = stackalloc byte[16];
        switch (value)
        {
            case int number:
                return Of((long)number);
            case long number:
                return Of(number);
            case Int128 unscaled:
                return Murmur3(SingleValue.MinimalBigEndian(unscaled));
            case string text:
                return Murmur3(Encoding.UTF8.GetBytes(text));
            case Guid uuid:
                uuid.TryWriteBytes(buffer, bigEndian: true, out _);
                return Murmur3(buffer);
            case byte[] bytes:
                return Murmur3(bytes);
            default:
                throw new ArgumentException($"Values of {value.GetType().Name} cannot be bucketed.", nameof(value));
        }
    }

    /// <summary>The hash of an int, a long, a date, a time or a timestamp, without a box.</summary>
    public static int Of(long value)
    {
        Span<byte> buffer = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(buffer, value);
        return Murmur3(buffer);
    }

    /// <summary>The hash of a fixed or a binary, or of a string as UTF-8.</summary>
    public static int Of(ReadOnlySpan<byte> value) => Murmur3(value);

    internal static int Murmur3(ReadOnlySpan<byte> data)
    {
        var hash = 0u;
        var rest = data;
        for (; rest.Length >= 4; rest = rest[4..])
        {
            hash ^= Scramble(BinaryPrimitives.ReadUInt32LittleEndian(rest));
            hash = (BitOperations.RotateLeft(hash, 13) * 5) + 0xe6546b64;
        }

        var tail = 0u;
        for (var i = rest.Length - 1; i >= 0; i--)
        {
            tail = (tail << 8) | rest[i];
        }

        hash ^= Scramble(tail);
        hash ^= (uint)data.Length;
        hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
        return (int)(hash ^ (hash >> 16));
    }

    private static uint Scramble(uint block) => BitOperations.RotateLeft(block * C1, 15) * C2;
}
