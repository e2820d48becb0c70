using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

namespace Paklog.Lakehouse.Iceberg.Providers;

/// <summary>The catalog without a server, in the warehouse itself: <c>embedded</c>.</summary>
public sealed class EmbeddedCatalogProvider : ICatalogProvider
{
    public string Type => "embedded";

    public IReadOnlyList<ProviderSetting> Settings => [];

    public async Task<ICatalog?> OpenAsync(CatalogOpening opening, bool create, CancellationToken cancellationToken)
    {
        var options = new EmbeddedCatalogOptions { Clock = opening.Clock, Random = opening.Random.NextDouble };
        var references = await opening.Storage.OpenReferencesAsync(EmbeddedCatalog.ReferencesOf(opening.Warehouse), options, cancellationToken);
        return create || await EmbeddedCatalog.ExistsAsync(opening.Warehouse, opening.Storage.IO, references, cancellationToken)
            ? await EmbeddedCatalog.OpenAsync(opening.Warehouse, opening.Storage.IO, references, options, cancellationToken)
            : null;
    }
}
