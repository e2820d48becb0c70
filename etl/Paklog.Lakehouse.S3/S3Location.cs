using Paklog.Lakehouse.Iceberg;

namespace Paklog.Lakehouse.S3;

/// <summary>A location <c>s3://bucket/key</c>. The key is literal, nothing in it is percent-decoded. Hadoop writes <c>s3a:</c> and <c>s3n:</c> for the same; all three are read.</summary>
internal readonly record struct S3Location(string Bucket, string Key)
{
    private static readonly string[] Schemes = ["s3://", "s3a://", "s3n://"];

    internal static S3Location Parse(string location)
    {
        ArgumentException.ThrowIfNullOrEmpty(location);
        foreach (var scheme in Schemes)
        {
            if (!location.StartsWith(scheme, StringComparison.Ordinal))
                continue;
            var slash = location.IndexOf('/', scheme.Length);
            var bucket = slash < 0 ? location[scheme.Length..] : location[scheme.Length..slash];
            if (bucket.Length > 0)
                return new S3Location(bucket, slash < 0 ? "" : location[(slash + 1)..]);
        }

        throw new IcebergException(IcebergErrorKind.Unsupported, $"The location '{location}' is not in an S3 store; give one as s3://bucket/key.");
    }

    public override string ToString() => $"s3://{Bucket}/{Key}";
}
