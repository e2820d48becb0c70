using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

namespace Paklog.Lakehouse.S3.Tests;

internal static class Warehouses
{
    internal static async Task<EmbeddedCatalog> OpenAsync(S3Storage store, string warehouse)
    {
        var token = TestContext.Current.CancellationToken;
        var options = new EmbeddedCatalogOptions();
        var references = await store.OpenReferencesAsync(EmbeddedCatalog.ReferencesOf(warehouse), options, token);
        return await EmbeddedCatalog.OpenAsync(warehouse, store.IO, references, options, token);
    }
}
