namespace Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

/// <summary>The only part of the embedded catalog that ever changes: names that point to commits.</summary>
public interface IReferenceStore
{
    Task<CatalogReference?> ReadAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>All references in ordinal order of their names.</summary>
    Task<IReadOnlyList<CatalogReference>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Puts <paramref name="replacement"/> (null: deletes) in the place of <paramref name="expected"/> (null: the name is free), atomically among all processes
    /// and durably. False when the name stands otherwise, and then nothing has changed.
    /// </summary>
    /// <exception cref="IcebergException">CommitStateUnknown when it cannot be told whether the reference was replaced; any other error means that it was not.</exception>
    Task<bool> CompareAndSwapAsync(string name, CatalogReference? expected, CatalogReference? replacement, CancellationToken cancellationToken = default);
}
