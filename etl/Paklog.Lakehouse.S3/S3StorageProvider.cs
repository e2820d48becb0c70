using Paklog.Lakehouse.Iceberg.Providers;

namespace Paklog.Lakehouse.S3;

/// <summary>Stores that speak S3: <c>warehouse: s3://bucket/prefix</c>.</summary>
public sealed class S3StorageProvider : IStorageProvider
{
    private const string Endpoint = "endpoint";
    private const string Region = "region";
    private const string PathStyle = "pathStyle";
    private const string AccessKeyId = "accessKeyId";
    private const string SecretAccessKey = "secretAccessKey";
    private const string SessionToken = "sessionToken";

    public string Scheme => "s3";

    public IReadOnlyList<ProviderSetting> Settings { get; } =
    [
        new(Endpoint, ProviderSettingKind.Uri), new(Region), new(PathStyle, ProviderSettingKind.Boolean), new(AccessKeyId), new(SecretAccessKey), new(SessionToken),
    ];

    public IStorage Open(StorageOpening opening)
    {
        var endpoint = opening.Settings.TryGetValue(Endpoint, out var uri) ? new Uri(uri) : null;
        return new S3Storage(new S3Options
        {
            Endpoint = endpoint,
            Region = opening.Settings.GetValueOrDefault(Region),

            // Few stores beside AWS have a host name for each bucket.
            PathStyle = opening.Settings.TryGetValue(PathStyle, out var style) ? style == "true" : endpoint is not null,
            AccessKeyId = opening.Settings.GetValueOrDefault(AccessKeyId),
            SecretAccessKey = opening.Settings.GetValueOrDefault(SecretAccessKey),
            SessionToken = opening.Settings.GetValueOrDefault(SessionToken),
        });
    }
}
