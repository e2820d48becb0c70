using Amazon;
using Amazon.Runtime;
using Amazon.S3;

namespace Paklog.Lakehouse.S3;

/// <summary>The clients of one store.</summary>
internal static class S3Clients
{
    /// <summary>A client that tries again what failed for want of an answer: right for whatever may be done twice.</summary>
    internal static AmazonS3Client Retrying(S3Options options) => Create(options, options.Retries);

    /// <summary>A client that asks once: whoever uses it must know that an answer was lost.</summary>
    internal static AmazonS3Client Once(S3Options options) => Create(options, 0);

    private static AmazonS3Client Create(S3Options options, int retries)
    {
        var config = new AmazonS3Config
        {
            ForcePathStyle = options.PathStyle,
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = retries,
            Timeout = options.Timeout,
        };
        if (options.Endpoint is { } endpoint)
        {
            config.ServiceURL = endpoint.ToString();
            config.AuthenticationRegion = options.Region ?? "us-east-1";

            // Checksums behind the content need chunks, which some stores (s3rver) keep as a part of the content. What is signed is checked anyway.
            config.RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED;
            config.ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED;
        }
        else if (options.Region is { } region)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        try
        {
            return (options.AccessKeyId, options.SecretAccessKey, options.SessionToken) switch
            {
                ({ } id, { } secret, { } token) => new AmazonS3Client(new SessionAWSCredentials(id, secret, token), config),
                ({ } id, { } secret, null) => new AmazonS3Client(new BasicAWSCredentials(id, secret), config),
                _ => new AmazonS3Client(config),
            };
        }
        catch (AmazonClientException error)
        {
            throw S3Errors.Translate(error, "be reached", options.Store);
        }
    }
}
