using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Providers;
using Paklog.Lakehouse.Rest.Client;

namespace Paklog.Lakehouse.Rest;

/// <summary><c>catalog: { type: rest, uri: http://host:8181/iceberg, credential: ${env:CATALOG_CREDENTIAL} }</c>.</summary>
public sealed class RestCatalogProvider : ICatalogProvider
{
    private const string UriSetting = "uri";
    private const string WarehouseSetting = "warehouse";
    private const string TokenSetting = "token";
    private const string CredentialSetting = "credential";

    public string Type => "rest";

    /// <summary>The protocol has none.</summary>
    public bool HasBranches => false;

    public IReadOnlyList<ProviderSetting> Settings => [new(UriSetting, ProviderSettingKind.Uri, IsRequired: true), new(WarehouseSetting), new(TokenSetting), new(CredentialSetting)];

    /// <summary>The server has its catalog or cannot be reached: there is none to be made.</summary>
    public async Task<ICatalog?> OpenAsync(CatalogOpening opening, bool create, CancellationToken cancellationToken)
    {
        var options = new RestCatalogOptions
        {
            Warehouse = opening.Settings.GetValueOrDefault(WarehouseSetting),
            Token = opening.Settings.GetValueOrDefault(TokenSetting),
            Credential = opening.Settings.GetValueOrDefault(CredentialSetting),
            Clock = opening.Clock,
            Random = opening.Random.NextDouble,
        };
        return await RestCatalog.OpenAsync(new Uri(opening.Settings[UriSetting]), opening.Storage.IO, options, cancellationToken);
    }
}
