using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Conformance;

namespace Paklog.Lakehouse.Iceberg.Tests.Catalogs.Embedded;

public sealed class EmbeddedCatalogConformance : CatalogConformance, IDisposable
{
    private readonly List<TemporaryWarehouse> warehouses = [];

    protected override CatalogCapabilities Capabilities => CatalogCapabilities.All;

    protected override async Task<ICatalog> NewCatalogAsync()
    {
        var warehouse = new TemporaryWarehouse();
        warehouses.Add(warehouse);
        return await warehouse.OpenAsync();
    }

    public void Dispose() => warehouses.ForEach(warehouse => warehouse.Dispose());
}
