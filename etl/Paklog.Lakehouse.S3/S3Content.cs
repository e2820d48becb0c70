using System.Runtime.InteropServices;

namespace Paklog.Lakehouse.S3;

/// <summary>What is to be written, of which any part can be read as often as need be.</summary>
internal abstract class S3Content
{
    internal abstract long Length { get; }

    /// <summary>A stream that stands at <paramref name="offset"/>; of it the caller reads as much as it wants.</summary>
    internal abstract Stream Open(long offset, long length);
}

internal sealed class MemoryContent(ReadOnlyMemory<byte> content) : S3Content
{
    internal override long Length => content.Length;

    internal override Stream Open(long offset, long length)
    {
        var part = content.Slice((int)offset, (int)length);
        return MemoryMarshal.TryGetArray(part, out var array) ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false) : new MemoryStream(part.ToArray(), writable: false);
    }
}

internal sealed class FileContent(string path) : S3Content
{
    internal override long Length { get; } = new FileInfo(path).Length;

    internal override Stream Open(long offset, long length)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        stream.Position = offset;
        return stream;
    }
}
