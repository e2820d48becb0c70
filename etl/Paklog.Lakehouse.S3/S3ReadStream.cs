using System.Globalization;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace Paklog.Lakehouse.S3;

/// <summary>
/// Reads a file, or a part of it, from wherever it stands: one GET runs on from the position, another is made after a seek or when the connection was cut. All of them must find the same bytes (If-Match).
/// </summary>
internal sealed class S3ReadStream : Stream
{
    /// <summary>Reading on over fewer bytes costs less than another request.</summary>
    private const int SkippedBytes = 256 * 1024;

    private const int Attempts = 5;

    private readonly AmazonS3Client client;
    private readonly S3Location file;
    private readonly TimeSpan timeout;
    private readonly string etag;
    private readonly long length;
    private readonly long end;
    private GetObjectResponse? response;
    private long responsePosition;
    private long position;

    private S3ReadStream(AmazonS3Client client, S3Location file, TimeSpan timeout, GetObjectResponse response)
    {
        (this.client, this.file, this.timeout, this.response) = (client, file, timeout, response);
        etag = response.ETag;
        end = response.ContentLength;

        // "bytes 0-99/1234" (RFC 9110, section 14.4)
        length = response.ContentRange is { } range ? long.Parse(range.AsSpan(range.LastIndexOf('/') + 1), CultureInfo.InvariantCulture) : end;
    }

    private S3ReadStream(S3ReadStream whole, long start, long end)
    {
        (client, file, timeout, etag, length) = (whole.client, whole.file, whole.timeout, whole.etag, whole.length);
        (position, this.end) = (start, end);
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => position;
        set => position = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A position is not negative.");
    }

    /// <param name="bytes">So many bytes from the beginning, after which the stream ends; null for all.</param>
    internal static async Task<S3ReadStream> OpenAsync(AmazonS3Client client, S3Location file, TimeSpan timeout, int? bytes, CancellationToken cancellationToken)
    {
        try
        {
            var request = new GetObjectRequest { BucketName = file.Bucket, Key = file.Key, ByteRange = bytes is { } count ? new ByteRange(0, count - 1) : null };
            return new S3ReadStream(client, file, timeout, await client.GetObjectAsync(request, cancellationToken));
        }
        catch (AmazonS3Exception error) when (bytes is not null && error.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            return await OpenAsync(client, file, timeout, null, cancellationToken); // an empty file has no first byte
        }
        catch (Exception error) when (S3Errors.IsOfStore(error, cancellationToken))
        {
            throw S3Errors.Translate(error, "be read", file.ToString());
        }
    }

    /// <summary>The bytes from <paramref name="start"/> to before <paramref name="end"/> of the same file, as a stream of its own.</summary>
    internal S3ReadStream Part(long start, long end) => new(this, start, end);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (position >= end || buffer.Length == 0)
            return 0;
        for (var attempt = 1; ; attempt++)
        {
            // A store that stops in the middle of a file would be waited for without end.
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(timeout);
            try
            {
                var source = await SeekAsync(patience.Token);
                var read = await source.ReadAsync(buffer, patience.Token);
                if (read == 0)
                    throw new IOException("the answer ended before the file did");
                responsePosition = position += read;
                return read;
            }
            catch (AmazonS3Exception error)
            {
                throw S3Errors.Translate(error, "be read on", file.ToString());
            }
            catch (Exception error) when (S3Errors.IsOfStore(error, cancellationToken))
            {
                Forget();
                if (attempt == Attempts)
                    throw S3Errors.Translate(error, "be read on", file.ToString());
                await Task.Delay(TimeSpan.FromMilliseconds(50 << attempt), cancellationToken);
            }
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => position + offset,
        SeekOrigin.End => length + offset,
        _ => throw new ArgumentOutOfRangeException(nameof(origin), origin, null),
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException("The stream is read only.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("The stream is read only.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Forget();
        base.Dispose(disposing);
    }

    /// <summary>The bytes from the position on.</summary>
    private async Task<Stream> SeekAsync(CancellationToken cancellationToken)
    {
        if (response is not null && position > responsePosition && position - responsePosition <= SkippedBytes)
        {
            var skipped = new byte[position - responsePosition];
            await response.ResponseStream.ReadExactlyAsync(skipped, cancellationToken);
            responsePosition = position;
        }

        if (response is not null && responsePosition == position)
            return response.ResponseStream;
        Forget();
        response = await client.GetObjectAsync(
            new GetObjectRequest { BucketName = file.Bucket, Key = file.Key, ByteRange = new ByteRange(position, end - 1), EtagToMatch = etag }, cancellationToken);
        responsePosition = position;
        return response.ResponseStream;
    }

    private void Forget()
    {
        response?.Dispose();
        response = null;
    }
}
