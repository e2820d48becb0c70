using Amazon.S3;
using Amazon.S3.Model;
using Paklog.Lakehouse.Iceberg;

namespace Paklog.Lakehouse.S3;

/// <summary>Creates files whole, or not at all, under names that nobody has.</summary>
internal sealed class S3Writer(AmazonS3Client client, S3Options options)
{
    /// <summary>User metadata by which a writer knows its file: an SDK that tries a PUT again, whose first answer was lost, is told that the name is taken.</summary>
    private const string Mark = "paklog-write";

    private const int PartsAtOnce = 4;

    /// <summary>S3 takes no more parts of one file.</summary>
    private const int MaxParts = 10_000;

    /// <summary>How often a store may say that another conditional write of the same name is under way.</summary>
    private const int BusyAttempts = 10;

    /// <exception cref="IcebergException">AlreadyExists: the file that is there is kept, and counts as modified now where it has the same bytes.</exception>
    internal async Task WriteAsync(S3Location file, S3Content content, CancellationToken cancellationToken)
    {
        var mark = Guid.NewGuid().ToString("N");
        var inParts = content.Length > options.PartBytes;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await (inParts ? PutPartsAsync(file, content, mark, cancellationToken) : PutAsync(file, content, mark, cancellationToken));
                return;
            }
            catch (AmazonS3Exception error) when (S3Errors.IsConditionBusy(error) && attempt < BusyAttempts)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20 * attempt), cancellationToken);
            }
            catch (AmazonS3Exception error) when (S3Errors.IsConditionFailed(error) || (inParts && error.ErrorCode == "NoSuchUpload"))
            {
                // A completion that is sent again after its answer was lost finds no upload any more.
                if (await IsMarkedAsync(file, mark, cancellationToken))
                    return;
                if (!S3Errors.IsConditionFailed(error))
                    throw S3Errors.Translate(error, "be written", file.ToString());
                if (!inParts && !await RenewAsync(file, content, cancellationToken))
                    continue;
                throw new IcebergException(IcebergErrorKind.AlreadyExists, $"The file '{file}' already exists and is not replaced.", inner: error);
            }
            catch (Exception error) when (S3Errors.IsOfStore(error, cancellationToken))
            {
                throw S3Errors.Translate(error, "be written", file.ToString());
            }
        }
    }

    private async Task PutAsync(S3Location file, S3Content content, string mark, CancellationToken cancellationToken)
    {
        await using var stream = content.Open(0, content.Length);
        var request = new PutObjectRequest { BucketName = file.Bucket, Key = file.Key, InputStream = stream, AutoCloseStream = false, UseChunkEncoding = false, IfNoneMatch = "*" };
        request.Metadata[Mark] = mark;
        await client.PutObjectAsync(request, cancellationToken);
    }

    private async Task PutPartsAsync(S3Location file, S3Content content, string mark, CancellationToken cancellationToken)
    {
        var begin = new InitiateMultipartUploadRequest { BucketName = file.Bucket, Key = file.Key };
        begin.Metadata[Mark] = mark;
        var upload = (await client.InitiateMultipartUploadAsync(begin, cancellationToken)).UploadId;
        try
        {
            var size = Math.Max(options.PartBytes, (content.Length + MaxParts - 1) / MaxParts);
            var parts = new PartETag[(int)((content.Length + size - 1) / size)];
            await Parallel.ForAsync(0, parts.Length, new ParallelOptions { MaxDegreeOfParallelism = PartsAtOnce, CancellationToken = cancellationToken }, async (index, token) =>
            {
                var (offset, length) = (index * size, Math.Min(size, content.Length - (index * size)));
                await using var stream = content.Open(offset, length);
                var part = new UploadPartRequest { BucketName = file.Bucket, Key = file.Key, UploadId = upload, PartNumber = index + 1, PartSize = length, InputStream = stream, UseChunkEncoding = false };
                parts[index] = new PartETag(index + 1, (await client.UploadPartAsync(part, token)).ETag);
            });
            await client.CompleteMultipartUploadAsync(
                new CompleteMultipartUploadRequest { BucketName = file.Bucket, Key = file.Key, UploadId = upload, PartETags = [.. parts], IfNoneMatch = "*" }, cancellationToken);
        }
        catch
        {
            await AbortAsync(file, upload);
            throw;
        }
    }

    private async Task AbortAsync(S3Location file, string upload)
    {
        try
        {
            await client.AbortMultipartUploadAsync(file.Bucket, file.Key, upload, CancellationToken.None);
        }
        catch (Exception error) when (S3Errors.IsOfStore(error, CancellationToken.None))
        {
            // What stays are parts without a name, which the bucket's rule for incomplete uploads removes; what made the upload fail is to be heard, not this.
        }
    }

    private async Task<bool> IsMarkedAsync(S3Location file, string mark, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.GetObjectMetadataAsync(file.Bucket, file.Key, cancellationToken)).Metadata[Mark] == mark;
        }
        catch (AmazonS3Exception error) when (S3Errors.IsNotFound(error))
        {
            return false;
        }
        catch (Exception error) when (S3Errors.IsOfStore(error, cancellationToken))
        {
            throw S3Errors.Translate(error, "be looked at after it was written", file.ToString());
        }
    }

    /// <summary>
    /// Puts the same bytes in the place of the same bytes, so that the file counts as modified now. A copy of a file onto itself would do that at AWS, but not in every store.
    /// False when the file has gone in the meantime.
    /// </summary>
    private async Task<bool> RenewAsync(S3Location file, S3Content content, CancellationToken cancellationToken)
    {
        try
        {
            using var found = await client.GetObjectAsync(file.Bucket, file.Key, cancellationToken);
            if (found.ContentLength != content.Length)
                return true;
            var there = new byte[content.Length];
            var mine = new byte[content.Length];
            await found.ResponseStream.ReadExactlyAsync(there, cancellationToken);
            await using var stream = content.Open(0, content.Length);
            await stream.ReadExactlyAsync(mine, cancellationToken);
            if (!there.AsSpan().SequenceEqual(mine))
                return true;
            using var again = new MemoryStream(there, writable: false);
            var request = new PutObjectRequest { BucketName = file.Bucket, Key = file.Key, InputStream = again, AutoCloseStream = false, UseChunkEncoding = false, IfMatch = found.ETag };
            request.Metadata[Mark] = found.Metadata[Mark] ?? "";
            await client.PutObjectAsync(request, cancellationToken);
            return true;
        }
        catch (AmazonS3Exception error) when (S3Errors.IsNotFound(error))
        {
            return false;
        }
        catch (AmazonS3Exception error) when (S3Errors.IsConditionFailed(error) || S3Errors.IsConditionBusy(error))
        {
            // Another writer renews it at this moment.
            return true;
        }
        catch (Exception error) when (S3Errors.IsOfStore(error, cancellationToken))
        {
            throw S3Errors.Translate(error, "be renewed", file.ToString());
        }
    }
}
