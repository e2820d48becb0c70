using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

namespace Paklog.Lakehouse.S3;

/// <summary>
/// One swap of the file of references. It asks the store by a client that never asks twice on its own, so that it knows of every answer that was lost; then the file itself says whether
/// the swap happened: it holds the marks of the last swaps in their order. A swap whose number another has taken can no longer happen, because the ETag that it asks for is gone.
/// </summary>
internal sealed class S3ConditionalPut(S3Options store, S3Location file, EmbeddedCatalogOptions options) : IDisposable
{
    private const int LongestWaitExponent = 6;

    private readonly AmazonS3Client client = S3Clients.Once(store);

    /// <summary>Puts <paramref name="next"/> in the place of what has <paramref name="etag"/> (null: of no file). It cannot be cancelled, as its outcome would be unknown then.</summary>
    /// <param name="load">Reads what stands in the store now.</param>
    /// <exception cref="IcebergException">CommitStateUnknown when it cannot be told what happened.</exception>
    internal async Task<S3Swap> TryReplaceAsync(string? etag, S3References next, Func<Task<S3References>> load)
    {
        var content = next.Encode();
        var start = options.Clock.GetTimestamp();
        var isUncertain = false;
        for (var attempt = 1; ; attempt++)
        {
            Exception failure;
            try
            {
                return S3Swap.Done(await PutAsync(content, etag));
            }
            catch (AmazonS3Exception error) when (S3Errors.IsConditionFailed(error) || (etag is not null && error.ErrorCode == "NoSuchKey"))
            {
                return await SettleAsync(next, isUncertain, load, error);
            }
            catch (Exception error) when (S3Errors.IsOfStore(error, CancellationToken.None))
            {
                failure = error;
            }

            isUncertain |= MayHaveHappened(failure);
            if (!IsTransient(failure) || options.Clock.GetElapsedTime(start) > store.SwapPatience)
                return isUncertain ? await SettleAsync(next, isUncertain, load, failure) : throw S3Errors.Translate(failure, "be replaced", file.ToString());
            await Task.Delay(TimeSpan.FromMilliseconds((25 << Math.Min(attempt, LongestWaitExponent)) * (0.5 + options.Random())), options.Clock);
        }
    }

    public void Dispose() => client.Dispose();

    private async Task<string> PutAsync(byte[] content, string? etag)
    {
        using var stream = new MemoryStream(content, writable: false);
        var request = new PutObjectRequest { BucketName = file.Bucket, Key = file.Key, InputStream = stream, AutoCloseStream = false, UseChunkEncoding = false, ContentType = "application/json" };
        if (etag is null)
            request.IfNoneMatch = "*";
        else
            request.IfMatch = etag;
        return (await client.PutObjectAsync(request, CancellationToken.None)).ETag;
    }

    private async Task<S3Swap> SettleAsync(S3References next, bool isUncertain, Func<Task<S3References>> load, Exception cause)
    {
        S3References now;
        try
        {
            now = await load();
        }
        catch (Exception error) when (error is IOException or IcebergException)
        {
            return isUncertain ? throw Unknown(error) : S3Swap.Lost;
        }

        var mark = now.Swaps < next.Swaps ? null : now.MarkOf(next.Swaps);
        if (mark == next.Marks[0])
            return S3Swap.Done(null);
        return mark is not null || !isUncertain ? S3Swap.Lost : throw Unknown(cause);
    }

    private static bool IsTransient(Exception failure) => failure switch
    {
        AmazonS3Exception answered => S3Errors.IsConditionBusy(answered) || answered.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)answered.StatusCode >= 500,
        _ => S3Errors.OfTransport(failure) is not null,
    };

    /// <summary>Not so where the store says that it did not, or was not reached.</summary>
    private static bool MayHaveHappened(Exception failure) => failure switch
    {
        AmazonS3Exception answered => (int)answered.StatusCode >= 500,
        _ => S3Errors.OfTransport(failure) is not (null or HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError }),
    };

    private IcebergException Unknown(Exception cause) => new(
        IcebergErrorKind.CommitStateUnknown,
        $"Whether the references in '{file}' were replaced is not known: the store's answer was lost ({S3Errors.Translate(cause, "be replaced", file.ToString()).Message}) Load the reference to see where it stands before anything is tried again.",
        inner: cause);
}
