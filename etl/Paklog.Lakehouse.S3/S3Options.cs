namespace Paklog.Lakehouse.S3;

/// <summary>How an S3 store is reached; what is null comes from the AWS SDK's own chains (environment variables, profiles, the machine's role).</summary>
public sealed record S3Options
{
    /// <summary>The URI of a store that is not AWS's; null for AWS.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The region, which every request is signed for; with an endpoint of one's own and no region it is us-east-1.</summary>
    public string? Region { get; init; }

    /// <summary>Whether the bucket stands in the path (<c>http://host/bucket/key</c>) and not in the host name.</summary>
    public bool PathStyle { get; init; }

    public string? AccessKeyId { get; init; }

    public string? SecretAccessKey { get; init; }

    public string? SessionToken { get; init; }

    /// <summary>Content of more bytes than this goes up in parts, several at once. S3 takes no part under 5 MiB but the last.</summary>
    public int PartBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>How often the SDK tries a request again that failed on its way or for the store's sake, after waits of up to 1, 2, 4 ... seconds.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>How long a store may take to begin an answer, and to go on with one.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a swap of references whose answer was lost is tried on, before its outcome is called unknown.</summary>
    public TimeSpan SwapPatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For messages.</summary>
    internal string Store => Endpoint?.ToString().TrimEnd('/') ?? $"AWS S3{(Region is null ? "" : " in " + Region)}";
}
