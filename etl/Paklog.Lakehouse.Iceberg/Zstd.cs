using ZstdSharp;

namespace Paklog.Lakehouse.Iceberg;

/// <summary>Zstandard (RFC 8878), which Iceberg's writers may use for metadata files and for the blocks of Avro files.</summary>
internal static class Zstd
{
    internal static bool IsFrame(ReadOnlySpan<byte> content) => content.StartsWith<byte>([0x28, 0xb5, 0x2f, 0xfd]);

    internal static byte[] Decompress(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var plain = new MemoryStream();
            using var frames = new DecompressionStream(new MemoryStream(content.ToArray()));
            frames.CopyTo(plain);
            return plain.ToArray();
        }
        catch (Exception e) when (e is ZstdException or IOException)
        {
            throw IcebergException.InvalidData("What is compressed by zstd cannot be decompressed: the file is damaged.", e);
        }
    }
}
