using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.S3;

/// <summary>
/// Files of an S3 store (<c>s3://bucket/key</c>). A file is created by a conditional PUT (If-None-Match: *), great ones in parts, and each carries the mark of its write, by which a writer
/// whose answer was lost knows its own file.
/// </summary>
public sealed class S3FileIO : IFileIO, IFileTransfer, IDisposable
{
    private readonly AmazonS3Client client;
    private readonly S3Options options;
    private readonly S3Writer writer;

    public S3FileIO(S3Options options)
    {
        this.options = options;
        client = S3Clients.Retrying(options);
        writer = new S3Writer(client, options);
    }

    /// <inheritdoc/>
    public async Task<byte[]> ReadAsync(string location, CancellationToken cancellationToken = default)
    {
        await using var stream = await S3ReadStream.OpenAsync(client, S3Location.Parse(location), options.Timeout, null, cancellationToken);
        var content = new byte[stream.Length];
        await stream.ReadExactlyAsync(content, cancellationToken);
        return content;
    }

    /// <inheritdoc/>
    public async Task<Stream> OpenReadAsync(string location, CancellationToken cancellationToken = default) =>
        await S3ReadStream.OpenAsync(client, S3Location.Parse(location), options.Timeout, null, cancellationToken);

    /// <inheritdoc/>
    public Task WriteAsync(string location, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        writer.WriteAsync(S3Location.Parse(location), new MemoryContent(content), cancellationToken);

    /// <inheritdoc/>
    public Task UploadAsync(string path, string location, CancellationToken cancellationToken = default) =>
        writer.WriteAsync(S3Location.Parse(location), new FileContent(path), cancellationToken);

    /// <inheritdoc/>
    public Task DownloadAsync(string location, string path, CancellationToken cancellationToken = default) =>
        new S3Download(client, options).CopyAsync(S3Location.Parse(location), path, cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> ExistsAsync(string location, CancellationToken cancellationToken = default) => await FindAsync(location, cancellationToken) is not null;

    /// <inheritdoc/>
    public async Task<FileEntry?> FindAsync(string location, CancellationToken cancellationToken = default)
    {
        var file = S3Location.Parse(location);
        try
        {
            var head = await client.GetObjectMetadataAsync(file.Bucket, file.Key, cancellationToken);
            return new FileEntry(location, head.ContentLength, Time(head.LastModified));
        }
        catch (AmazonS3Exception error) when (S3Errors.IsNotFound(error))
        {
            return null;
        }
        catch (Exception error) when (S3Errors.IsOfStore(error, cancellationToken))
        {
            throw S3Errors.Translate(error, "be looked at", location);
        }
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string location, CancellationToken cancellationToken = default)
    {
        var file = S3Location.Parse(location);
        try
        {
            await client.DeleteObjectAsync(file.Bucket, file.Key, cancellationToken);
        }
        catch (AmazonS3Exception error) when (S3Errors.IsNotFound(error))
        {
            // Stores differ in what they answer for a key that is not there.
        }
        catch (Exception error) when (S3Errors.IsOfStore(error, cancellationToken))
        {
            throw S3Errors.Translate(error, "be deleted", location);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<FileEntry> ListAsync(string folder, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var root = S3Location.Parse(folder.TrimEnd('/') + "/");
        var request = new ListObjectsV2Request { BucketName = root.Bucket, Prefix = root.Key };
        do
        {
            ListObjectsV2Response page;
            try
            {
                page = await client.ListObjectsV2Async(request, cancellationToken);
            }
            catch (Exception error) when (S3Errors.IsOfStore(error, cancellationToken))
            {
                throw S3Errors.Translate(error, "be listed", folder);
            }

            // A key with a slash at its end is what some tools make in place of a folder.
            foreach (var file in (page.S3Objects ?? []).Where(file => !file.Key.EndsWith('/')))
                yield return new FileEntry(folder.TrimEnd('/') + "/" + file.Key[root.Key.Length..], file.Size ?? 0, Time(file.LastModified));
            request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (request.ContinuationToken is not null);
    }

    /// <inheritdoc/>
    public async Task<long> LengthAsync(string location, CancellationToken cancellationToken = default) =>
        (await FindAsync(location, cancellationToken) ?? throw new IcebergException(IcebergErrorKind.NotFound, $"The file '{location}' does not exist.")).Length;

    public void Dispose() => client.Dispose();

    /// <summary>In whole seconds, as a HEAD has it; listings of some stores are finer.</summary>
    private static DateTimeOffset Time(DateTime? time) =>
        time?.ToUniversalTime() is { } known ? new DateTimeOffset(known.AddTicks(-(known.Ticks % TimeSpan.TicksPerSecond))) : DateTimeOffset.MinValue;
}
