using System.Buffers;
using Amazon.S3;
using Microsoft.Win32.SafeHandles;

namespace Paklog.Lakehouse.S3;

/// <summary>Copies files to the local disk, great ones in parts: stores limit what a single connection carries (AWS, "Performance guidelines for Amazon S3": byte-range fetches).</summary>
internal sealed class S3Download(AmazonS3Client client, S3Options options)
{
    private const int PartsAtOnce = 4;

    private const int BufferBytes = 256 * 1024;

    internal async Task CopyAsync(S3Location file, string path, CancellationToken cancellationToken)
    {
        // The first part tells how many there are.
        await using var first = await S3ReadStream.OpenAsync(client, file, options.Timeout, options.PartBytes, cancellationToken);
        try
        {
            using var target = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.Asynchronous, first.Length);
            var starts = Enumerable.Range(0, (int)((first.Length + options.PartBytes - 1) / options.PartBytes)).Select(index => (long)index * options.PartBytes);
            await Parallel.ForEachAsync(starts, new ParallelOptions { MaxDegreeOfParallelism = PartsAtOnce, CancellationToken = cancellationToken }, async (start, token) =>
            {
                await using var part = start == 0 ? first : first.Part(start, Math.Min(start + options.PartBytes, first.Length));
                await CopyAsync(part, target, start, token);
            });
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    private static async Task CopyAsync(S3ReadStream source, SafeFileHandle target, long offset, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (await source.ReadAsync(buffer, cancellationToken) is var read and > 0)
            {
                await RandomAccess.WriteAsync(target, buffer.AsMemory(0, read), offset, cancellationToken);
                offset += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
