using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.Iceberg.Providers;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.S3;

/// <summary>An S3 store, opened: files, and the references of embedded catalogs.</summary>
public sealed class S3Storage(S3Options options) : IStorage
{
    private readonly Lazy<S3FileIO> io = new(() => new S3FileIO(options));
    private readonly List<S3ReferenceStore> references = [];

    public IFileIO IO => io.Value;

    /// <inheritdoc/>
    /// <remarks>The probe of the store's conditions waits for the first swap, so that who may only read can open a catalog.</remarks>
    public Task<IReferenceStore> OpenReferencesAsync(string folder, EmbeddedCatalogOptions catalog, CancellationToken cancellationToken)
    {
        var store = new S3ReferenceStore(folder, options, catalog);
        references.Add(store);
        return Task.FromResult<IReferenceStore>(store);
    }

    public void Dispose()
    {
        references.ForEach(store => store.Dispose());
        if (io.IsValueCreated)
            io.Value.Dispose();
    }
}
