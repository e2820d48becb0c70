using System.Buffers.Binary;

namespace Paklog.Lakehouse.Spark.Sql;

/// <summary>Numbers as java.io.DataOutputStream writes them.</summary>
internal static class BigEndian
{
    public static int Int32(Stream stream)
    {
        Span<byte> bytes = stackalloc byte[4];
        stream.ReadExactly(bytes);
        return BinaryPrimitives.ReadInt32BigEndian(bytes);
    }

    public static void Write(Stream stream, int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        stream.Write(bytes);
    }
}
