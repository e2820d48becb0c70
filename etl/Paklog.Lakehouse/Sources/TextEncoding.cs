using System.IO.Compression;
using System.Text;

namespace Paklog.Lakehouse.Sources;

/// <summary>
/// Opens files as UTF-8. PowerShell's <c>&gt;</c> writes UTF-16 with a mark; without one JSON is told by its first bytes, since a NUL can be no part of it (RFC 4627, section 3).
/// </summary>
internal static class TextEncoding
{
    public static Stream Open(string path, bool compressed, int bufferBytes)
    {
        var encoding = Sniff(path, compressed);
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferBytes, FileOptions.SequentialScan);
        Stream stream = compressed ? new GZipStream(file, CompressionMode.Decompress) : file;
        return encoding is null ? stream : Encoding.CreateTranscodingStream(stream, encoding, new UTF8Encoding(false));
    }

    /// <summary>The encoding, or null for UTF-8, of which what is none stays as it is.</summary>
    private static Encoding? Sniff(string path, bool compressed)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0);
        using Stream stream = compressed ? new GZipStream(file, CompressionMode.Decompress) : file;
        var head = new byte[4];
        try
        {
            return Of(head.AsSpan(0, stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)));
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static Encoding? Of(ReadOnlySpan<byte> head) => head switch
    {
        [0xFF, 0xFE, 0, 0] => new UTF32Encoding(bigEndian: false, byteOrderMark: true, throwOnInvalidCharacters: true),
        [0, 0, 0xFE, 0xFF] => new UTF32Encoding(bigEndian: true, byteOrderMark: true, throwOnInvalidCharacters: true),
        [0xFF, 0xFE, ..] or [(byte)'{' or (byte)'[' or (byte)'"', 0, not 0, 0] => new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
        [0xFE, 0xFF, ..] or [0, (byte)'{' or (byte)'[' or (byte)'"', 0, not 0] => new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
        _ => null,
    };
}
