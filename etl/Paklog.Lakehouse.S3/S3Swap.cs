namespace Paklog.Lakehouse.S3;

/// <summary>How a swap went. The ETag is null where the swap was found to have happened after its answer was lost.</summary>
internal readonly record struct S3Swap(bool Happened, string? ETag)
{
    internal static S3Swap Lost => default;

    internal static S3Swap Done(string? etag) => new(true, etag);
}
