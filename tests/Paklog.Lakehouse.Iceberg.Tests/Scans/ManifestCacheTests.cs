using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Tests.Transactions;
using Paklog.Lakehouse.Iceberg.Transactions;
using static Paklog.Lakehouse.Iceberg.Tests.Transactions.TestWarehouse;

namespace Paklog.Lakehouse.Iceberg.Tests.Scans;

public sealed class ManifestCacheTests : IDisposable
{
    private static readonly string[] Regions = [.. Enumerable.Range(0, 12).Select(i => $"r{i:D2}")];

    private readonly TestWarehouse warehouse = new();

    public void Dispose() => warehouse.Dispose();

    [Fact]
    public async Task A_manifest_that_its_summaries_rule_out_is_not_opened_and_none_is_opened_twice()
    {
        await AppendAllAsync();
        var cache = new ManifestCache();

        Assert.Equal(["r03"], await warehouse.LiveAsync(warehouse.Table.NewScan(cache, filter: Expression.Equal("region", "r03"))));
        var opened = Opened();
        Assert.Equal([List(), await ManifestOfAsync("r03")], opened);
        Opened();

        Assert.Equal(Regions, await warehouse.LiveAsync(warehouse.Table.NewScan(cache)));
        Assert.Equal(Regions.Length - 1, Opened().Count);

        Assert.Equal(Regions, await warehouse.LiveAsync(warehouse.Table.NewScan(cache)));
        Assert.Empty(Opened());
    }

    [Fact]
    public async Task A_row_level_commit_opens_the_manifests_of_its_partitions_and_of_what_came_since()
    {
        await AppendAllAsync();
        var planned = warehouse.Head;
        var other = Data("other", "r07");
        await warehouse.AppendAsync(other);
        var (list, own, newest) = (List(), await ManifestOfAsync("r03"), await ManifestOfAsync("other"));
        warehouse.Options = warehouse.Options with { Manifests = new ManifestCache() };
        Opened();

        await warehouse.ApplyAsync(new OverwriteFiles(planned)
        {
            RemovedDataFiles = [Data("r03", "r03")],
            DataFiles = [Data("new", "r03")],
            Conflicts = new ConflictScope { Filter = Expression.Equal("region", "r03") },
        });

        Assert.Equal(new[] { list, own, newest }.Order(), Opened().Order());
    }

    [Fact]
    public async Task What_the_cache_holds_stays_below_its_limit()
    {
        await AppendAllAsync();
        var (large, small, none) = (new ManifestCache(), new ManifestCache(8_000), new ManifestCache(0));
        foreach (var cache in new[] { large, small, none })
        {
            Assert.Equal(Regions, await warehouse.LiveAsync(warehouse.Table.NewScan(cache)));
            Assert.Equal(Regions, await warehouse.LiveAsync(warehouse.Table.NewScan(cache)));
        }

        Assert.InRange(small.HeldBytes, 1, 8_000);
        Assert.Equal(0, none.HeldBytes);
        Assert.InRange(large.HeldBytes, 8_001, long.MaxValue);
    }

    [Fact]
    public async Task Manifests_read_ahead_come_in_the_order_of_the_list()
    {
        await AppendAllAsync();

        var names = (await warehouse.PlanAsync(warehouse.Table.NewScan(new ManifestCache()))).Select(task => Name(task.DataFile));

        Assert.Equal(Regions.Reverse(), names);
    }

    [Fact]
    public async Task A_plan_that_is_left_early_stops_reading()
    {
        await AppendAllAsync();
        Opened();

        Assert.Equal("r11", Name((await warehouse.Table.NewScan(new ManifestCache()).PlanFilesAsync(Cancel).FirstAsync(Cancel)).DataFile));

        Assert.InRange(Opened().Count, 2, 6);
    }

    private async Task AppendAllAsync()
    {
        await warehouse.CreateAsync();
        foreach (var region in Regions)
            await warehouse.AppendAsync(Data(region, region));
        Opened();
    }

    private string List() => warehouse.Metadata.CurrentSnapshot!.ManifestList!;

    private async Task<string> ManifestOfAsync(string file)
    {
        foreach (var manifest in await warehouse.ManifestsAsync())
        {
            if ((await warehouse.EntriesAsync(manifest)).Any(entry => Name(entry.DataFile) == file))
                return manifest.ManifestPath;
        }

        throw new InvalidOperationException($"No manifest lists {file}.");
    }

    /// <summary>What was opened since this was last asked.</summary>
    private List<string> Opened()
    {
        var opened = warehouse.IO.Opened.ToList();
        warehouse.IO.Opened.Clear();
        return opened;
    }
}
