using System.Buffers.Binary;

namespace Paklog.Lakehouse.Spark.Sql.Arrow;

/// <summary>Cuts a stream into Arrow messages. Source: the Arrow columnar format, "IPC Streaming Format".</summary>
internal static class ArrowStream
{
    /// <summary>The next encapsulated message of an Arrow stream with its prefix; null at the end mark of the stream.</summary>
    /// <exception cref="EndOfStreamException">The stream ends before its end mark.</exception>
    public static byte[]? ReadMessage(Stream stream)
    {
        byte[] prefix = new byte[8];
        stream.ReadExactly(prefix);
        if (BinaryPrimitives.ReadInt32LittleEndian(prefix) != -1)
            throw new InvalidDataException("What Spark sent is no Arrow stream.");
        int metadataLength = BinaryPrimitives.ReadInt32LittleEndian(prefix.AsSpan(4));
        if (metadataLength == 0)
            return null;
        byte[] metadata = new byte[metadataLength];
        stream.ReadExactly(metadata);
        int bodyLength = checked((int)FlatTable.Root(metadata).Int64(3));
        byte[] message = new byte[8 + metadataLength + bodyLength];
        prefix.CopyTo(message, 0);
        metadata.CopyTo(message, 8);
        stream.ReadExactly(message.AsSpan(8 + metadataLength));
        return message;
    }

    /// <summary>A byte array after its length in Java's byte order; null for the length -1, which ends a section (Spark: <c>SpecialLengths.END_OF_DATA_SECTION</c>).</summary>
    public static byte[]? ReadBytes(Stream stream)
    {
        int length = BigEndian.Int32(stream);
        if (length == -1)
            return null;
        byte[] bytes = new byte[length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
