using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Conformance;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Nessie;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Nessie;

[Collection(NessieCollection.Name)]
public sealed class NessieCatalogConformance(NessieServer server) : CatalogConformance, IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly List<NessieCatalog> catalogs = [];

    protected override CatalogCapabilities Capabilities => CatalogCapabilities.All;

    protected override int CommitsPerWriter => 5;

    protected override async Task<ICatalog> NewCatalogAsync()
    {
        var catalog = await NessieCatalog.OpenAsync(await server.EmptyAsync(Token), folder.Location, new LocalFileIO(), cancellationToken: Token);
        catalogs.Add(catalog);
        return catalog;
    }

    public void Dispose()
    {
        catalogs.ForEach(catalog => catalog.Dispose());
        folder.Dispose();
    }
}
