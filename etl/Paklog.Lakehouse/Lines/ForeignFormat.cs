namespace Paklog.Lakehouse.Lines;

/// <summary>Formats of files that are no text, told by their first bytes.</summary>
internal static class ForeignFormat
{
    /// <summary>What a person calls it, with its article; null for anything else.</summary>
    public static string? Of(ReadOnlySpan<byte> head) => head switch
    {
        [(byte)'O', (byte)'b', (byte)'j', 1, ..] => "an Avro file",
        [(byte)'P', (byte)'A', (byte)'R', (byte)'1', ..] => "a Parquet file",
        [(byte)'O', (byte)'R', (byte)'C', < 32, ..] => "an ORC file",
        [(byte)'P', (byte)'K', 3, 4, ..] => "a zip file",
        [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9', 0x31, 0x41, ..] => "a bzip2 file",
        [0x28, 0xB5, 0x2F, 0xFD, ..] => "a zstd file",
        [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, ..] => "an xz file",
        [0x04, 0x22, 0x4D, 0x18, ..] => "an lz4 file",
        [0xFF, 0x06, 0x00, 0x00, 0x73, 0x4E, ..] => "a snappy file",
        _ => null,
    };
}
