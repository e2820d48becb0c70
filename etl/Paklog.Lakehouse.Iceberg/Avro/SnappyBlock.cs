using System.Buffers.Binary;

namespace Paklog.Lakehouse.Iceberg.Avro;

/// <summary>
/// A block as Avro's codec snappy has it: Snappy's raw format (google/snappy, format_description.txt), and behind it the CRC-32 of the plain bytes, big-endian. Reading alone, so that
/// no package is needed.
/// </summary>
internal static class SnappyBlock
{
    private const int CrcLength = 4;

    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(index => Enumerable.Range(0, 8).Aggregate((uint)index, (crc, _) => (crc >> 1) ^ ((crc & 1) * 0xedb88320)))];

    internal static byte[] Decompress(ReadOnlySpan<byte> block)
    {
        if (block.Length <= CrcLength)
            throw Damaged();
        var plain = Plain(block[..^CrcLength]);
        return Crc(plain) == BinaryPrimitives.ReadUInt32BigEndian(block[^CrcLength..]) ? plain : throw Damaged();
    }

    private static byte[] Plain(ReadOnlySpan<byte> rest)
    {
        // No byte of the format stands for more than 64 plain ones, so a length beyond that is damage and no reason to take memory.
        var length = Length(ref rest);
        var plain = length <= (ulong)rest.Length * 64 && length <= (ulong)Array.MaxLength ? new byte[length] : throw Damaged();
        var position = 0;
        while (!rest.IsEmpty)
        {
            var tag = rest[0];
            switch (tag & 3)
            {
                case 0:
                    var literal = Literal(ref rest, tag >> 2);
                    if (!literal.TryCopyTo(plain.AsSpan(position)))
                        throw Damaged();
                    position += literal.Length;
                    break;
                case 1:
                    Copy(plain, ref position, (((long)tag >> 5) << 8) | Take(ref rest, 2)[1], ((tag >> 2) & 7) + 4);
                    break;
                case 2:
                    Copy(plain, ref position, BinaryPrimitives.ReadUInt16LittleEndian(Take(ref rest, 3)[1..]), (tag >> 2) + 1);
                    break;
                default:
                    Copy(plain, ref position, BinaryPrimitives.ReadUInt32LittleEndian(Take(ref rest, 5)[1..]), (tag >> 2) + 1);
                    break;
            }
        }

        return position == plain.Length ? plain : throw Damaged();
    }

    /// <summary>Up to 60 bytes have their length in the tag, more in one to four bytes behind it, each time less one.</summary>
    private static ReadOnlySpan<byte> Literal(ref ReadOnlySpan<byte> rest, int code)
    {
        const int most = 60;
        if (code < most)
            return Take(ref rest, code + 2)[1..];
        var length = 0L;
        var head = Take(ref rest, code - most + 2)[1..];
        for (var i = 0; i < head.Length; i++)
            length |= (long)head[i] << (8 * i);
        return Take(ref rest, length + 1);
    }

    /// <summary>The source may overlap what is written: a copy with an offset of 1 repeats one byte.</summary>
    private static void Copy(byte[] plain, ref int position, long offset, int length)
    {
        if (offset == 0 || offset > position || length > plain.Length - position)
            throw Damaged();
        for (var end = position + length; position < end; position++)
            plain[position] = plain[position - offset];
    }

    private static ulong Length(ref ReadOnlySpan<byte> rest)
    {
        var length = 0UL;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var next = Take(ref rest, 1)[0];
            length |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return length;
        }

        throw Damaged();
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> rest, long count)
    {
        if (count > rest.Length)
            throw Damaged();
        var taken = rest[..(int)count];
        rest = rest[(int)count..];
        return taken;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var next in bytes)
            crc = (crc >> 8) ^ CrcTable[(byte)(crc ^ next)];
        return ~crc;
    }

    private static IcebergException Damaged() => IcebergException.InvalidData("A block of the Avro file cannot be decompressed: the file is damaged.");
}
