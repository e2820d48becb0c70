using System.IO.Compression;

namespace Paklog.Lakehouse.Iceberg.Avro;

/// <summary>The block codecs null and deflate (raw, RFC 1951). Java's Iceberg calls the latter gzip and writes it by default.</summary>
internal static class AvroCodec
{
    internal const string Null = "null";
    internal const string Deflate = "deflate";

    internal static void Check(string codec)
    {
        if (codec is not (Null or Deflate))
        {
            throw IcebergException.Unsupported(
                $"The Avro file is compressed with '{codec}'; null and deflate are read here. Let its writer use gzip (in Java the table property write.manifest.compression-codec).");
        }
    }

    internal static byte[] Decompress(string codec, byte[] block)
    {
        if (codec == Null)
        {
            return block;
        }

        try
        {
            using var inflate = new DeflateStream(new MemoryStream(block), CompressionMode.Decompress);
            using var result = new MemoryStream(block.Length * 4);
            inflate.CopyTo(result);
            return result.ToArray();
        }
        catch (InvalidDataException e)
        {
            throw IcebergException.InvalidData("A block of the Avro file cannot be decompressed: the file is damaged.", e);
        }
    }

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
}
