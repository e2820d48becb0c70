using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.Iceberg.Providers;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Sample.Providers;

/// <summary>A kind of catalog that only a composition root knows: it stands in a folder of its own, apart from the tables.</summary>
public sealed class ElsewhereCatalog : ICatalogProvider
{
    public string Type => "elsewhere";

    public IReadOnlyList<ProviderSetting> Settings { get; } =
    [
        new("folder", IsRequired: true), new("uri", ProviderSettingKind.Uri), new("retries", ProviderSettingKind.Number), new("readOnly", ProviderSettingKind.Boolean),
    ];

    public async Task<ICatalog?> OpenAsync(CatalogOpening opening, bool create, CancellationToken cancellationToken)
    {
        var folder = Location.OfLocalPath(opening.Settings["folder"]);
        return create || Directory.Exists(opening.Settings["folder"]) ? await EmbeddedCatalog.OpenAsync(folder, cancellationToken: cancellationToken) : null;
    }
}
