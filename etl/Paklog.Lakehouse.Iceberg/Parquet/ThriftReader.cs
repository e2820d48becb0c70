using System.Text;

namespace Paklog.Lakehouse.Iceberg.Parquet;

/// <summary>Reads Thrift's compact protocol, in which Parquet's footers are written (thrift-compact-protocol.md of Apache Thrift).</summary>
internal ref struct ThriftReader(ReadOnlySpan<byte> bytes)
{
    private const int MostDepth = 64;

    private const int True = 1;
    private const int False = 2;
    private const int Byte = 3;
    private const int Double = 7;
    private const int Binary = 8;
    private const int List = 9;
    private const int Set = 10;
    private const int Map = 11;
    private const int Struct = 12;
    private const int Uuid = 13;

    private readonly ReadOnlySpan<byte> bytes = bytes;
    private int position;

    /// <summary>The header of a struct's next field; false at its end.</summary>
    /// <param name="id">The field before, 0 before the first; becomes this one.</param>
    public bool ReadField(ref int id, out int type)
    {
        var header = ReadByte();
        type = header & 0x0f;
        if (header == 0)
            return false;
        id = header >> 4 is var delta and not 0 ? id + delta : ReadInt();
        return true;
    }

    /// <summary>Booleans stand in the header of their field.</summary>
    public static bool IsTrue(int type) => type == True;

    public int ReadListCount()
    {
        var header = ReadByte();
        return header >> 4 is var count and not 15 ? count : Length();
    }

    public byte ReadByte() => position < bytes.Length ? bytes[position++] : throw Cut();

    /// <summary>An i16, i32 or i64 that fits an int.</summary>
    public int ReadInt()
    {
        var raw = ReadVarint();
        return checked((int)((long)(raw >> 1) ^ -(long)(raw & 1)));
    }

    public string ReadString() => Encoding.UTF8.GetString(Take(Length()));

    public void Skip(int type, int depth = 0)
    {
        if (depth > MostDepth)
            throw new FormatException("structs are nested too deeply");
        switch (type)
        {
            case True or False:
                break;
            case Byte:
                Take(1);
                break;
            case Double:
                Take(8);
                break;
            case Binary:
                Take(Length());
                break;
            case List or Set:
                var header = ReadByte();
                for (var count = header >> 4 is var few and not 15 ? few : Length(); count > 0; count--)
                    SkipItem(header & 0x0f, depth);
                break;
            case Map:
                var entries = Length();
                var types = entries == 0 ? (byte)0 : ReadByte();
                for (; entries > 0; entries--)
                {
                    SkipItem(types >> 4, depth);
                    SkipItem(types & 0x0f, depth);
                }

                break;
            case Struct:
                for (var id = 0; ReadField(ref id, out var inner);)
                    Skip(inner, depth + 1);
                break;
            case Uuid:
                Take(16);
                break;
            default:
                ReadVarint();
                break;
        }
    }

    /// <summary>In lists and maps a boolean is a byte.</summary>
    private void SkipItem(int type, int depth) => Skip(type is True or False ? Byte : type, depth + 1);

    private int Length() => ReadVarint() is var length && length <= (ulong)(bytes.Length - position) ? (int)length : throw Cut();

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > bytes.Length - position)
            throw Cut();
        position += count;
        return bytes.Slice(position - count, count);
    }

    private ulong ReadVarint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = ReadByte();
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }

        throw new FormatException("a number has too many bytes");
    }

    private static FormatException Cut() => new("it is cut short");
}
