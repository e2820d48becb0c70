using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

namespace Paklog.Lakehouse.Benchmarks;

/// <summary>References in memory, of one writer.</summary>
internal sealed class HeldReferences : IReferenceStore
{
    private readonly SortedDictionary<string, CatalogReference> references = new(StringComparer.Ordinal);

    public Task<CatalogReference?> ReadAsync(string name, CancellationToken cancellationToken = default) => Task.FromResult(references.GetValueOrDefault(name));

    public Task<IReadOnlyList<CatalogReference>> ListAsync(CancellationToken cancellationToken = default) => Task.FromResult<IReadOnlyList<CatalogReference>>([.. references.Values]);

    public Task<bool> CompareAndSwapAsync(string name, CatalogReference? expected, CatalogReference? replacement, CancellationToken cancellationToken = default)
    {
        if (references.GetValueOrDefault(name) != expected)
            return Task.FromResult(false);
        if (replacement is null)
            references.Remove(name);
        else
            references[name] = replacement;
        return Task.FromResult(true);
    }
}
