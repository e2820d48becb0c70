using System.Buffers;
using System.IO.Compression;

namespace Paklog.Lakehouse.Sources;

/// <summary>One line of a file without its line feed, with its number counted from 1.</summary>
internal readonly record struct Line(long Number, ReadOnlyMemory<byte> Bytes);

/// <summary>
/// Reads lines with their bytes and numbers: the exact path, for files that the engine's own reader refuses or whose dead letters need both. Blank lines are counted but not given.
/// </summary>
internal static class LineReader
{
    private const int BufferBytes = 1 << 20;

    /// <exception cref="DamagedInputException">The compressed data is damaged or cut off; the lines before were given.</exception>
    public static IEnumerable<Line> Read(string path, bool compressed)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferBytes, FileOptions.SequentialScan);
        using Stream stream = compressed ? new GZipStream(file, CompressionMode.Decompress) : file;
        var buffer = new byte[BufferBytes];
        var filled = 0;
        var number = 0L;
        var first = true;
        var damaged = compressed && !GzipFile.IsWhole(path);
        while (true)
        {
            if (filled == buffer.Length)
                Array.Resize(ref buffer, checked(buffer.Length * 2));
            var read = Read(stream, buffer.AsSpan(filled));
            filled += read;
            if (first && filled >= 3)
                filled = SkipByteOrderMark(buffer, filled);
            first = first && filled < 3;
            var start = 0;
            while (buffer.AsSpan(start, filled - start).IndexOf((byte)'\n') is var length and >= 0)
            {
                number++;
                if (!IsBlank(buffer.AsSpan(start, length)))
                    yield return new Line(number, buffer.AsMemory(start, length));
                start += length + 1;
            }

            buffer.AsSpan(start, filled - start).CopyTo(buffer);
            filled -= start;
            if (read == 0)
                break;
        }

        if (damaged)
            throw new DamagedInputException(path, number + 1, buffer[..filled]);
        if (!IsBlank(buffer.AsSpan(0, filled)))
            yield return new Line(number + 1, buffer.AsMemory(0, filled));
    }

    /// <summary>Damaged data ends the stream; that it is damaged is known by then.</summary>
    private static int Read(Stream stream, Span<byte> buffer)
    {
        try
        {
            return stream.Read(buffer);
        }
        catch (InvalidDataException)
        {
            return 0;
        }
    }

    private static int SkipByteOrderMark(byte[] buffer, int filled)
    {
        if (buffer is not [0xEF, 0xBB, 0xBF, ..])
            return filled;
        buffer.AsSpan(3, filled - 3).CopyTo(buffer);
        return filled - 3;
    }

    private static bool IsBlank(ReadOnlySpan<byte> line) => line.IndexOfAnyExcept(Blanks) < 0;

    private static readonly SearchValues<byte> Blanks = SearchValues.Create(" \t\r"u8);
}
