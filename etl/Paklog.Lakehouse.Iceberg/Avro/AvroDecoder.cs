using System.Buffers.Binary;
using System.Text;

namespace Paklog.Lakehouse.Iceberg.Avro;

/// <summary>Reads Avro's binary encoding from one block; anything that leaves the block is an InvalidData error.</summary>
internal sealed class AvroDecoder(byte[] data)
{
    private int position;

    internal bool AtEnd => position == data.Length;

    internal int Position => position;

    /// <summary>Another decoder of the same block.</summary>
    internal AvroDecoder At(int other) => new(data) { position = other };

    internal long ReadLong()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = position < data.Length ? data[position++] : Take(1)[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return (long)(value >> 1) ^ -(long)(value & 1);
            }
        }

        throw IcebergException.InvalidData("An integer of the Avro file is longer than 10 bytes.");
    }

    internal int ReadInt()
    {
        var value = ReadLong();
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw IcebergException.InvalidData($"{value} stands in the Avro file for an int.");
    }

    internal bool ReadBoolean() => Take(1)[0] != 0;

    internal float ReadFloat() => BinaryPrimitives.ReadSingleLittleEndian(Take(4));

    internal double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    internal string ReadString() => Encoding.UTF8.GetString(ReadBytes());

    internal ReadOnlySpan<byte> ReadBytes() => Take(ReadLong());

    internal ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > data.Length - position)
        {
            throw IcebergException.InvalidData($"The Avro file is damaged: {count} bytes are asked for at byte {position} of a block of {data.Length}.");
        }

        var span = data.AsSpan(position, (int)count);
        position += (int)count;
        return span;
    }

    /// <summary>
    /// The length of an array's or map's next block of items, 0 at the end. A negative length is followed by the bytes of the block, for skipping.
    /// </summary>
    internal long ReadItemCount()
    {
        var count = ReadLong();
        if (count < 0)
        {
            ReadLong();
            count = -count;
        }

        return count;
    }
}
