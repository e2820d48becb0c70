using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Tests.Transactions;
using static Paklog.Lakehouse.Iceberg.Tests.Transactions.TestWarehouse;

namespace Paklog.Lakehouse.Iceberg.Tests.Scans;

/// <summary>The memory that is measured is that of the whole process, so no other test may run meanwhile.</summary>
[Collection(nameof(ManifestCacheMemoryTests))]
[CollectionDefinition(nameof(ManifestCacheMemoryTests), DisableParallelization = true)]
public sealed class ManifestCacheMemoryTests : IDisposable
{
    private readonly TestWarehouse warehouse = new();

    public void Dispose() => warehouse.Dispose();

    /// <summary>The measure by which the cache counts must not fall far behind the memory, or its limit is none.</summary>
    [Fact]
    public async Task What_the_cache_counts_is_about_what_it_takes()
    {
        await warehouse.CreateAsync();
        await warehouse.AppendAsync([.. Enumerable.Range(0, 20_000).Select(i => WithMetrics(Data($"{i:D8}-{new string('x', 60)}", "eu"), i))]);
        var cache = new ManifestCache();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var manifests = await warehouse.ManifestsAsync();
        foreach (var manifest in manifests)
            await cache.ReadAsync(warehouse.Table.Files, manifest, Cancel);
        var taken = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(cache);

        Assert.InRange(taken, cache.HeldBytes / 2, cache.HeldBytes * 3 / 2);
    }

    private static DataFile WithMetrics(DataFile file, int i) => file with
    {
        ColumnSizes = Enumerable.Range(1, 3).ToDictionary(id => id, id => (long)id * i),
        ValueCounts = Enumerable.Range(1, 3).ToDictionary(id => id, _ => 10L),
        LowerBounds = Enumerable.Range(1, 3).ToDictionary(id => id, id => BitConverter.GetBytes((long)i)),
        UpperBounds = Enumerable.Range(1, 3).ToDictionary(id => id, id => BitConverter.GetBytes((long)i + 1)),
    };
}
