using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Paklog.Lakehouse.Iceberg.Avro;

/// <summary>Avro's binary encoding: zigzag variable-length integers, lengths before bytes, little-endian floats.</summary>
internal sealed class AvroEncoder
{
    private readonly ArrayBufferWriter<byte> buffer = new();

    internal int Length => buffer.WrittenCount;

    internal ReadOnlySpan<byte> Written => buffer.WrittenSpan;

    internal void Clear() => buffer.ResetWrittenCount();

    internal void WriteLong(long value)
    {
        var rest = (ulong)((value << 1) ^ (value >> 63));
        var span = buffer.GetSpan(10);
        var length = 0;
        for (; rest >= 0x80; rest >>= 7)
        {
            span[length++] = (byte)(rest | 0x80);
        }

        span[length++] = (byte)rest;
        buffer.Advance(length);
    }

    internal void WriteBoolean(bool value) => buffer.Write([value ? (byte)1 : (byte)0]);

    internal void WriteFloat(float value)
    {
        BinaryPrimitives.WriteSingleLittleEndian(buffer.GetSpan(4), value);
        buffer.Advance(4);
    }

    internal void WriteDouble(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(buffer.GetSpan(8), value);
        buffer.Advance(8);
    }

    internal void WriteString(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        WriteLong(length);
        Encoding.UTF8.GetBytes(value, buffer.GetSpan(length));
        buffer.Advance(length);
    }

    internal void WriteBytes(ReadOnlySpan<byte> value)
    {
        WriteLong(value.Length);
        WriteRaw(value);
    }

    internal void WriteRaw(ReadOnlySpan<byte> value) => buffer.Write(value);
}
