using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.Iceberg.Providers;

/// <summary>Files of the local file system, with references under a file lock.</summary>
public sealed class LocalStorage : IStorage
{
    public IFileIO IO { get; } = new LocalFileIO();

    public Task<IReferenceStore> OpenReferencesAsync(string folder, EmbeddedCatalogOptions options, CancellationToken cancellationToken) =>
        Task.FromResult<IReferenceStore>(new LocalReferenceStore(Location.ToLocalPath(folder), options));

    public void Dispose()
    {
    }
}
