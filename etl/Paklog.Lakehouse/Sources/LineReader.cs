using System.Buffers;
using System.Text;
using Paklog.Lakehouse.Lines;

namespace Paklog.Lakehouse.Sources;

/// <summary>One line of a file without its line feed, with its number counted from 1.</summary>
internal readonly record struct Line(long Number, ReadOnlyMemory<byte> Bytes);

/// <summary>
/// Reads lines with their bytes and numbers: the exact path, for files that the engine's own reader refuses or whose dead letters need both. Blank lines are counted but not given.
/// </summary>
internal static class LineReader
{
    private const int BufferBytes = 1 << 20;
    private const int ByteOrderMark = 3;

    /// <summary>What is kept of a file that is no text.</summary>
    private const int HeadBytes = 1024;

    /// <exception cref="DamagedInputException">The compressed data is damaged or cut off; the lines before were given.</exception>
    public static IEnumerable<Line> Read(string path, bool compressed)
    {
        using var stream = TextEncoding.Open(path, compressed, BufferBytes);
        var buffer = new byte[BufferBytes];
        var (filled, number, first) = (0, 0L, true);
        ValueSplitter? values = null;
        var damaged = compressed && !GzipFile.IsWhole(path);
        while (true)
        {
            if (filled == buffer.Length)
                Array.Resize(ref buffer, checked(buffer.Length * 2));
            var read = first ? ReadAll(stream, buffer, ref damaged) : Read(stream, buffer.AsSpan(filled), ref damaged);
            filled += read;
            if (first)
            {
                first = false;
                filled = SkipByteOrderMark(buffer, filled);
                if (ForeignFormat.Of(buffer.AsSpan(0, filled)) is not null)
                {
                    // It has no lines: its beginning stands for all of it.
                    yield return new Line(1, buffer.AsMemory(0, Math.Min(filled, HeadBytes)));
                    yield break;
                }

                values = FileShape.IsOneText(buffer.AsSpan(0, filled)) ? new ValueSplitter() : null;
            }

            if (values is not null)
                break;
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

        if (values is not null)
        {
            foreach (var line in Values(values, stream, buffer, filled, path, damaged))
                yield return line;
            yield break;
        }

        if (damaged)
            throw new DamagedInputException(path, number + 1, buffer[..filled]);
        if (!IsBlank(buffer.AsSpan(0, filled)))
            yield return new Line(number + 1, buffer.AsMemory(0, filled));
    }

    /// <summary>The values of a text that is not one value a line, each with the number of the line in which it begins.</summary>
    private static IEnumerable<Line> Values(ValueSplitter values, Stream stream, byte[] buffer, int filled, string path, bool damaged)
    {
        // Behind the piece's start lies what was gone through, then what was not.
        var (begin, done, number, lineOfPiece) = (-1, 0, 1L, 1L);
        while (true)
        {
            while (done < filled)
            {
                var from = done;
                done += values.Next(buffer.AsSpan(from, filled - from), out var start, out var ended);
                if (begin < 0 && start >= 0)
                {
                    begin = from + start;
                    number += buffer.AsSpan(from, start).Count((byte)'\n');
                    (from, lineOfPiece) = (begin, number);
                }

                if (ended)
                    yield return new Line(lineOfPiece, buffer.AsMemory(begin, done - begin));
                number += buffer.AsSpan(from, done - from).Count((byte)'\n');
                begin = ended ? -1 : begin;
            }

            var kept = begin < 0 ? 0 : filled - begin;
            if (begin > 0)
                buffer.AsSpan(begin, kept).CopyTo(buffer);
            (begin, done, filled) = (begin < 0 ? -1 : 0, kept, kept);
            if (filled == buffer.Length)
                Array.Resize(ref buffer, checked(buffer.Length * 2));
            var read = Read(stream, buffer.AsSpan(filled), ref damaged);
            if (read == 0)
                break;
            filled += read;
        }

        if (damaged)
            throw new DamagedInputException(path, lineOfPiece, buffer[..filled]);
        if (filled > 0)
            yield return new Line(lineOfPiece, buffer.AsMemory(0, filled));
    }

    /// <summary>Fills the buffer, so that the beginning of the file says what it is.</summary>
    private static int ReadAll(Stream stream, byte[] buffer, ref bool damaged)
    {
        var filled = 0;
        for (int read; filled < buffer.Length && (read = Read(stream, buffer.AsSpan(filled), ref damaged)) > 0;)
            filled += read;
        return filled;
    }

    /// <summary>Data that cannot be uncompressed or decoded ends the stream.</summary>
    private static int Read(Stream stream, Span<byte> buffer, ref bool damaged)
    {
        try
        {
            return stream.Read(buffer);
        }
        catch (Exception error) when (error is InvalidDataException or DecoderFallbackException)
        {
            damaged = true;
            return 0;
        }
    }

    private static int SkipByteOrderMark(byte[] buffer, int filled)
    {
        if (filled < ByteOrderMark || buffer is not [0xEF, 0xBB, 0xBF, ..])
            return filled;
        buffer.AsSpan(ByteOrderMark, filled - ByteOrderMark).CopyTo(buffer);
        return filled - ByteOrderMark;
    }

    private static bool IsBlank(ReadOnlySpan<byte> line) => line.IndexOfAnyExcept(Blanks) < 0;

    private static readonly SearchValues<byte> Blanks = SearchValues.Create(" \t\r"u8);
}
