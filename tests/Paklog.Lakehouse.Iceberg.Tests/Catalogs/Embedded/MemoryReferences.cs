using System.Collections.Concurrent;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

namespace Paklog.Lakehouse.Iceberg.Tests.Catalogs.Embedded;

/// <summary>References in memory, with places where a test can step in.</summary>
internal sealed class MemoryReferences : IReferenceStore
{
    private readonly ConcurrentDictionary<string, CatalogReference> references = new(StringComparer.Ordinal);

    /// <summary>Runs once, before the next swap.</summary>
    internal Func<Task>? BeforeSwap { get; set; }

    /// <summary>Runs once, after the next swap has happened.</summary>
    internal Action? AfterSwap { get; set; }

    public Task<CatalogReference?> ReadAsync(string name, CancellationToken cancellationToken = default) =>
        Task.FromResult(references.GetValueOrDefault(name));

    public Task<IReadOnlyList<CatalogReference>> ListAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<CatalogReference>>([.. references.Values.OrderBy(reference => reference.Name, StringComparer.Ordinal)]);

    public async Task<bool> CompareAndSwapAsync(
        string name, CatalogReference? expected, CatalogReference? replacement, CancellationToken cancellationToken = default)
    {
        var before = BeforeSwap;
        BeforeSwap = null;
        if (before is not null)
            await before();
        var swapped = (expected, replacement) switch
        {
            (null, not null) => references.TryAdd(name, replacement),
            (not null, null) => references.TryRemove(KeyValuePair.Create(name, expected)),
            (not null, not null) => references.TryUpdate(name, replacement, expected),
            _ => !references.ContainsKey(name),
        };
        var after = AfterSwap;
        AfterSwap = null;
        after?.Invoke();
        return swapped;
    }
}
