using System.Buffers;
using System.IO.Compression;

namespace Paklog.Lakehouse.Iceberg.Avro;

/// <summary>
/// The block codecs of Avro but bzip2 and xz, which no writer of Iceberg is known to use. Deflate is raw (RFC 1951): Java's Iceberg calls it gzip and writes it by default. We write null and deflate.
/// </summary>
internal static class AvroCodec
{
    internal const string Null = "null";
    internal const string Deflate = "deflate";

    private const string Snappy = "snappy";
    private const string Zstandard = "zstandard";

    internal static void Check(string codec)
    {
        if (codec is not (Null or Deflate or Snappy or Zstandard))
        {
            throw IcebergException.Unsupported(
                $"The Avro file is compressed with '{codec}'; null, deflate, snappy and zstandard are read here. Let its writer use gzip (in Java the table property write.manifest.compression-codec).");
        }
    }

    /// <param name="codec">One that <see cref="Check"/> lets pass.</param>
    internal static byte[] Decompress(string codec, byte[] block) => codec switch
    {
        Null => block,
        Snappy => SnappyBlock.Decompress(block),
        Zstandard => Zstd.Decompress(block),
        _ => Inflate(block),
    };

    internal static ReadOnlyMemory<byte> Compress(string codec, ReadOnlySpan<byte> block)
    {
        if (codec == Null)
        {
            return block.ToArray();
        }

        var result = new MemoryStream();
        using (var deflate = new DeflateStream(result, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(block);
        }

        return result.GetBuffer().AsMemory(0, (int)result.Length);
    }

    private static byte[] Inflate(byte[] block)
    {
        // A block is let go of only with all that was read from it, so it has no byte more than it needs.
        var buffer = ArrayPool<byte>.Shared.Rent(block.Length * 4);
        try
        {
            using var inflate = new DeflateStream(new MemoryStream(block), CompressionMode.Decompress);
            var length = 0;
            for (int read; (read = inflate.Read(buffer, length, buffer.Length - length)) > 0;)
            {
                length += read;
                if (length == buffer.Length)
                {
                    buffer = Grown(buffer);
                }
            }

            return buffer.AsSpan(0, length).ToArray();
        }
        catch (InvalidDataException e)
        {
            throw IcebergException.InvalidData("A block of the Avro file cannot be decompressed: the file is damaged.", e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grown(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
