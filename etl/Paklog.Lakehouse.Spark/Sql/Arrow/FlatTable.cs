using System.Buffers.Binary;

namespace Paklog.Lakehouse.Spark.Sql.Arrow;

/// <summary>
/// A table of a FlatBuffers message, as Arrow's metadata are written. A table begins with the distance back to its list of field positions; a field that
/// is not in that list has its default value. All numbers are little-endian. Source: the FlatBuffers internals page, "Tables".
/// </summary>
internal readonly ref struct FlatTable
{
    private readonly ReadOnlySpan<byte> message;
    private readonly int start;

    private FlatTable(ReadOnlySpan<byte> message, int start)
    {
        this.message = message;
        this.start = start;
    }

    public static FlatTable Root(ReadOnlySpan<byte> message) => new(message, BinaryPrimitives.ReadInt32LittleEndian(message));

    public byte Byte(int field) => Position(field) is var at && at == 0 ? (byte)0 : message[at];

    public long Int64(int field) => Position(field) is var at && at == 0 ? 0 : BinaryPrimitives.ReadInt64LittleEndian(message[at..]);

    public bool Has(int field) => Position(field) != 0;

    public FlatTable Table(int field) => new(message, Target(field));

    /// <summary>The elements of a vector of structs of <paramref name="size"/> bytes.</summary>
    public ReadOnlySpan<byte> Structs(int field, int size)
    {
        if (!Has(field))
            return [];
        int at = Target(field);
        return message.Slice(at + 4, BinaryPrimitives.ReadInt32LittleEndian(message[at..]) * size);
    }

    private int Target(int field)
    {
        int at = Position(field);
        if (at == 0)
            throw new InvalidDataException("An Arrow message lacks a part that it must have.");
        return at + BinaryPrimitives.ReadInt32LittleEndian(message[at..]);
    }

    private int Position(int field)
    {
        int fields = start - BinaryPrimitives.ReadInt32LittleEndian(message[start..]);
        int entry = 4 + (field * 2);
        int offset = entry < BinaryPrimitives.ReadUInt16LittleEndian(message[fields..]) ? BinaryPrimitives.ReadUInt16LittleEndian(message[(fields + entry)..]) : 0;
        return offset == 0 ? 0 : start + offset;
    }
}
