using System.IO.Compression;

namespace Paklog.Lakehouse.Sources;

/// <summary>Whether a gzip file is whole: .NET's reader takes a file that is cut off for one that ends there.</summary>
internal static class GzipFile
{
    private static readonly byte[] Seal = "the end"u8.ToArray();
    private static readonly byte[] SealMember = Compress(Seal);

    /// <summary>
    /// Reads the file with one more gzip member behind it. Only if the file ends at the end of a member does that one come out as what it is; else its bytes are taken for
    /// the missing ones, and the checksum or the text is wrong.
    /// </summary>
    public static bool IsWhole(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.SequentialScan);
        using var gzip = new GZipStream(new SealedStream(file, SealMember), CompressionMode.Decompress);
        var end = new byte[Seal.Length];
        var buffer = new byte[1 << 20];
        try
        {
            for (int read; (read = gzip.Read(buffer)) > 0;)
            {
                var kept = Math.Max(0, end.Length - read);
                end.AsSpan(end.Length - kept).CopyTo(end);
                buffer.AsSpan(Math.Max(0, read - end.Length), Math.Min(read, end.Length)).CopyTo(end.AsSpan(kept));
            }
        }
        catch (InvalidDataException)
        {
            return false;
        }

        return end.AsSpan().SequenceEqual(Seal);
    }

    private static byte[] Compress(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return stream.ToArray();
    }

    /// <summary>A stream, and some bytes behind it.</summary>
    private sealed class SealedStream(Stream first, byte[] behind) : Stream
    {
        private int given;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            var read = first.Read(buffer);
            if (read > 0)
                return read;
            read = Math.Min(buffer.Length, behind.Length - given);
            behind.AsSpan(given, read).CopyTo(buffer);
            given += read;
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
