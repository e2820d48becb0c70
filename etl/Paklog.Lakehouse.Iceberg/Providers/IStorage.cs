using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.Iceberg.Providers;

/// <summary>A store of files, opened.</summary>
public interface IStorage : IDisposable
{
    IFileIO IO { get; }

    /// <summary>The references of an embedded catalog in this store.</summary>
    /// <param name="folder">The location of the folder that holds them; it is made when something is written.</param>
    /// <exception cref="IcebergException">Unsupported when the store cannot swap a reference atomically; the message says what to use instead.</exception>
    Task<IReferenceStore> OpenReferencesAsync(string folder, EmbeddedCatalogOptions options, CancellationToken cancellationToken);
}
