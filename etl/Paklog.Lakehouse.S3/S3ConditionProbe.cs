using Amazon.S3;
using Amazon.S3.Model;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.S3;

/// <summary>
/// Finds out, before the first swap of a process, whether the store heeds the conditions of a PUT. Some ignore the headers and answer 200: two writers would then overwrite one another's commits.
/// </summary>
internal sealed class S3ConditionProbe(S3Options store, string folder, Func<Guid> newGuid) : IDisposable
{
    private const int Attempts = 4;

    private readonly SemaphoreSlim gate = new(1);
    private readonly AmazonS3Client client = S3Clients.Once(store);
    private bool isProven;

    /// <exception cref="IcebergException">Unsupported when conditions are ignored or refused.</exception>
    internal async Task RequireAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref isProven))
            return;
        await gate.WaitAsync(cancellationToken);
        try
        {
            for (var attempt = 1; !isProven; attempt++)
            {
                // A name of its own for each attempt: an answer that was lost cannot be taken for a condition that failed.
                var file = S3Location.Parse(Location.Combine(folder, $".probe-{newGuid():N}"));
                try
                {
                    await ProveAsync(file, cancellationToken);
                    Volatile.Write(ref isProven, true);
                }
                catch (AmazonS3Exception error) when ((int)error.StatusCode is 400 or 405 or 501)
                {
                    throw Unsupported($"refuses a PUT with If-None-Match or If-Match ({(int)error.StatusCode} {error.ErrorCode})", error);
                }
                catch (Exception error) when (S3Errors.IsOfStore(error, cancellationToken))
                {
                    if (attempt == Attempts || error is AmazonS3Exception { StatusCode: < System.Net.HttpStatusCode.InternalServerError })
                        throw S3Errors.Translate(error, "be written", file.ToString());
                    await Task.Delay(TimeSpan.FromMilliseconds(100 << attempt), cancellationToken);
                }
            }
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose()
    {
        client.Dispose();
        gate.Dispose();
    }

    private async Task ProveAsync(S3Location file, CancellationToken cancellationToken)
    {
        try
        {
            var etag = await PutAsync(file, "created", request => request.IfNoneMatch = "*", cancellationToken);
            if (await HoldsAsync(file, "created again", request => request.IfNoneMatch = "*", cancellationToken))
                throw Unsupported("ignores If-None-Match", null);
            if (await HoldsAsync(file, "replaced wrongly", request => request.IfMatch = "\"00000000000000000000000000000000\"", cancellationToken))
                throw Unsupported("ignores If-Match", null);
            if (!await HoldsAsync(file, "replaced", request => request.IfMatch = etag, cancellationToken))
                throw Unsupported("does not know the ETag that it gave", null);
        }
        finally
        {
            await RemoveAsync(file);
        }
    }

    private async Task<bool> HoldsAsync(S3Location file, string content, Action<PutObjectRequest> condition, CancellationToken cancellationToken)
    {
        try
        {
            await PutAsync(file, content, condition, cancellationToken);
            return true;
        }
        catch (AmazonS3Exception error) when (S3Errors.IsConditionFailed(error))
        {
            return false;
        }
    }

    private async Task<string> PutAsync(S3Location file, string content, Action<PutObjectRequest> condition, CancellationToken cancellationToken)
    {
        var request = new PutObjectRequest { BucketName = file.Bucket, Key = file.Key, ContentBody = content, UseChunkEncoding = false };
        condition(request);
        return (await client.PutObjectAsync(request, cancellationToken)).ETag;
    }

    private async Task RemoveAsync(S3Location file)
    {
        try
        {
            await client.DeleteObjectAsync(file.Bucket, file.Key, CancellationToken.None);
        }
        catch (Exception error) when (S3Errors.IsOfStore(error, CancellationToken.None))
        {
            // A file of a few bytes stays behind, which nobody reads.
        }
    }

    private IcebergException Unsupported(string what, Exception? inner) => new(
        IcebergErrorKind.Unsupported,
        $"The object store {store.Store} {what}, so commits to a catalog in it could overwrite one another: keep the catalog elsewhere, for example in Nessie, and only the tables in this store, or use a store with conditional writes, as AWS S3 is.",
        inner: inner);
}
