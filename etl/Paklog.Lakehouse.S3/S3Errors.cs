using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Paklog.Lakehouse.Iceberg;

namespace Paklog.Lakehouse.S3;

/// <summary>The SDK's errors in the words of <see cref="Iceberg.Storage.IFileIO"/>: what a caller decides by is an <see cref="IcebergException"/>, the rest what a local disk throws.</summary>
internal static class S3Errors
{
    /// <summary>Whether it is an error of the SDK or of what it stands on, and no cancellation by the caller.</summary>
    internal static bool IsOfStore(Exception error, CancellationToken cancellationToken) =>
        error is AmazonClientException or AmazonServiceException or HttpRequestException or IOException or TimeoutException
        || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    /// <summary>If-None-Match or If-Match did not hold.</summary>
    internal static bool IsConditionFailed(AmazonS3Exception error) => error.StatusCode == HttpStatusCode.PreconditionFailed;

    /// <summary>Another conditional request for the same key was under way (409 ConditionalRequestConflict); to be tried again.</summary>
    internal static bool IsConditionBusy(AmazonS3Exception error) => error.StatusCode == HttpStatusCode.Conflict;

    internal static bool IsNotFound(AmazonS3Exception error) => error.StatusCode == HttpStatusCode.NotFound;

    /// <param name="verb">What the file cannot: "be read".</param>
    internal static Exception Translate(Exception error, string verb, string location)
    {
        return error switch
        {
            AmazonS3Exception { ErrorCode: "NoSuchBucket" } => new IcebergException(
                IcebergErrorKind.NotFound, $"'{location}' cannot {verb}: the bucket does not exist; create it, or name another.", inner: error),
            AmazonS3Exception { StatusCode: HttpStatusCode.NotFound } => new IcebergException(IcebergErrorKind.NotFound, $"The file '{location}' does not exist.", inner: error),
            AmazonS3Exception { StatusCode: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden } refused => new IOException(
                $"'{location}' cannot {verb}: the store refuses it ({(int)refused.StatusCode} {refused.ErrorCode}); see that the credentials are right and allow it.", error),
            AmazonS3Exception answered when (int)answered.StatusCode >= 500 => Unavailable($"the store answers {(int)answered.StatusCode} {answered.ErrorCode}: {Sentence(answered)}"),
            AmazonS3Exception answered => new IOException($"'{location}' cannot {verb}: the store answers {(int)answered.StatusCode} {answered.ErrorCode}: {Sentence(answered)}.", error),
            OperationCanceledException => Unavailable("the store did not answer in time"),
            _ when OfTransport(error) is not null => Unavailable($"the store does not answer: {Sentence(error)}"),
            _ when error.Message.Contains("resolve AWS credentials", StringComparison.Ordinal) => new IOException(
                $"'{location}' cannot {verb}: there are no credentials. Give them as accessKeyId and secretAccessKey of 'storage', or as the AWS SDK finds them (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, a role).", error),
            _ => new IOException($"'{location}' cannot {verb}: {Sentence(error)}.", error),
        };

        IcebergException Unavailable(string why) => new(IcebergErrorKind.Unavailable, $"'{location}' cannot {verb}: {why}; try again later.", retryable: true, error);
    }

    /// <summary>What failed on the way to the store or back; null where it was something else.</summary>
    internal static Exception? OfTransport(Exception error)
    {
        for (var e = error; e is not null; e = e.InnerException)
        {
            if (e is HttpRequestException or IOException or TimeoutException or OperationCanceledException)
                return e;
        }

        return null;
    }

    private static string Sentence(Exception error)
    {
        // The SDK's own message says only that there was an error; what is below it says which.
        var told = error is AmazonS3Exception ? error : error.GetBaseException();
        return told.Message.TrimEnd('.', ' ', '\n');
    }
}
