using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Providers;

namespace Paklog.Lakehouse.Nessie;

/// <summary><c>catalog: { type: nessie, uri: http://host:19120/api/v2, token: ${env:NESSIE_TOKEN} }</c>.</summary>
public sealed class NessieCatalogProvider : ICatalogProvider
{
    private const string UriSetting = "uri";

    private const string TokenSetting = "token";

    public string Type => "nessie";

    public IReadOnlyList<ProviderSetting> Settings => [new(UriSetting, ProviderSettingKind.Uri, IsRequired: true), new(TokenSetting)];

    /// <summary>The server has its catalog or cannot be reached: there is none to be made.</summary>
    public async Task<ICatalog?> OpenAsync(CatalogOpening opening, bool create, CancellationToken cancellationToken)
    {
        var options = new NessieCatalogOptions
        {
            Token = opening.Settings.GetValueOrDefault(TokenSetting),
            Clock = opening.Clock,
            Random = opening.Random.NextDouble,
        };
        return await NessieCatalog.OpenAsync(new Uri(opening.Settings[UriSetting]), opening.Warehouse, opening.Storage.IO, options, cancellationToken);
    }
}
