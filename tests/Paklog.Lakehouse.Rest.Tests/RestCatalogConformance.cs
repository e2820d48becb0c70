using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Conformance;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Rest.Client;

namespace Paklog.Lakehouse.Rest.Tests;

/// <summary>Our client on our server, over a new embedded catalog each time.</summary>
public sealed class RestCatalogConformance : CatalogConformance, IAsyncLifetime
{
    private readonly List<(ServedWarehouse Warehouse, RestCatalog Catalog)> opened = [];

    protected override CatalogCapabilities Capabilities => CatalogCapabilities.MultiTableCommits | CatalogCapabilities.NestedNamespaces | CatalogCapabilities.Register;

    protected override int CommitsPerWriter => 5;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    protected override async Task<ICatalog> NewCatalogAsync()
    {
        var warehouse = await ServedWarehouse.StartAsync();
        var catalog = await RestCatalog.OpenAsync(warehouse.Server.Uri, new LocalFileIO(), cancellationToken: Token);
        opened.Add((warehouse, catalog));
        return catalog;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (warehouse, catalog) in opened)
        {
            catalog.Dispose();
            await warehouse.DisposeAsync();
            Assert.Empty(warehouse.Errors);
        }
    }
}
