using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Conformance;

namespace Paklog.Lakehouse.S3.Tests;

public sealed class S3CatalogConformance(S3Fixture s3) : CatalogConformance, IDisposable
{
    private readonly List<S3Storage> stores = [];

    protected override CatalogCapabilities Capabilities => CatalogCapabilities.All;

    protected override int CommitsPerWriter => 5;

    protected override async Task<ICatalog> NewCatalogAsync()
    {
        var bucket = await s3.BucketAsync();
        stores.Add(new S3Storage(bucket.Options));
        return await Warehouses.OpenAsync(stores[^1], bucket.Warehouse);
    }

    public void Dispose() => stores.ForEach(store => store.Dispose());
}
