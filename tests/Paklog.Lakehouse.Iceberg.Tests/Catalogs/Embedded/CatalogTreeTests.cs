using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.Iceberg.Conformance;

namespace Paklog.Lakehouse.Iceberg.Tests.Catalogs.Embedded;

/// <summary>The hash tree: one form for one set of entries, and few files a step however many entries there are.</summary>
public sealed class CatalogTreeTests
{
    private static readonly CommitInfo Info = new("ana", "a test");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 64)]
    [InlineData(2, 65)]
    [InlineData(3, 300)]
    [InlineData(4, 1)]
    public async Task The_same_entries_have_the_same_root_whatever_came_before(int seed, int size)
    {
        var random = new Random(seed);
        var names = Enumerable.Range(0, size).Select(n => $"table_{n}").ToArray();
        var straight = await RegisteredAsync(names, []);

        random.Shuffle(names);
        var others = Enumerable.Range(0, 200).Select(n => $"other_{n}").ToArray();
        var detour = await RegisteredAsync([.. others[..100], .. names, .. others[100..]], others);

        Assert.Equal(await straight.ReadRootAsync(), await detour.ReadRootAsync());
        var more = await RegisteredAsync([.. names, "one_more"], []);
        Assert.NotEqual(await straight.ReadRootAsync(), await more.ReadRootAsync());
    }

    [Fact]
    public async Task With_every_entry_gone_the_root_is_null_again()
    {
        var names = Enumerable.Range(0, 100).Select(n => $"table_{n}").ToArray();
        var warehouse = await RegisteredAsync(names, names);
        var catalog = await warehouse.OpenAsync();
        await catalog.DropNamespaceAsync("main", "silver", Info, Token);
        Assert.Null(await warehouse.ReadRootAsync());
    }

    [Fact]
    public async Task Namespaces_fan_out_too()
    {
        var warehouse = new MemoryWarehouse();
        var catalog = await warehouse.OpenAsync();
        var names = Enumerable.Range(0, 200).Select(n => $"ns{n:d3}").ToArray();
        foreach (var name in names)
            await catalog.CreateNamespaceAsync("main", name, new Dictionary<string, string>(), Info, Token);
        Assert.Contains("\"type\": \"branch\"", warehouse.ReadObject((await warehouse.ReadRootAsync())!), StringComparison.Ordinal);
        Assert.Equal(names, await catalog.ListNamespacesAsync("main", Token));
        foreach (var name in names[20..])
            await catalog.DropNamespaceAsync("main", name, Info, Token);
        Assert.Contains("\"type\": \"leaf\"", warehouse.ReadObject((await warehouse.ReadRootAsync())!), StringComparison.Ordinal);
        Assert.Equal(names[..20], await (await warehouse.OpenAsync()).ListNamespacesAsync("main", Token));
    }

    [Fact]
    public async Task Ten_thousand_tables_cost_a_few_files_a_step()
    {
        const int tables = 10_000;
        var warehouse = new MemoryWarehouse();
        var identifiers = Enumerable.Range(0, tables).Select(n => new TableIdentifier("big", $"table_{n}")).ToArray();
        var catalog = await warehouse.OpenAsync();
        await catalog.CommitAsync("main", [.. identifiers.Select(identifier => TestTable.Creation(identifier))], Info, Token);
        var start = await catalog.CommitAsync("main", [TestTable.Creation(new TableIdentifier("small", "only"))], Info, Token);

        catalog = await warehouse.OpenAsync();
        Assert.Equal(tables, (await catalog.ListTablesAsync("big", "main", Token)).Count);

        // Reading: the commit, the leaf of namespaces, two branches and a leaf of tables, the metadata.
        var reads = await ReadsAsync(warehouse, catalog => catalog.LoadTableAsync(identifiers[1234], "main", Token));
        Assert.Equal(6, reads.Count);
        Assert.InRange(reads.Sum(location => warehouse.Files[location].Length), 1, 32 * 1024);

        // Listing one namespace reads nothing of another.
        Assert.Equal(3, (await ReadsAsync(warehouse, catalog => catalog.ListTablesAsync("small", "main", Token))).Count);

        // Writing: the metadata, the nodes on one path, the commit.
        reads = await ReadsAsync(warehouse, catalog => catalog.CommitAsync("main", [TestTable.Set(identifiers[1234], "a", "1")], Info, Token));
        Assert.Equal(6, reads.Count);
        Assert.Equal(6, warehouse.Files.Writes.Count);
        Assert.InRange(warehouse.Files.Writes.Sum(location => warehouse.Files[location].Length), 1, 32 * 1024);

        // Two commits, two namespace leaves, then both sides of the one path that differs.
        reads = await ReadsAsync(warehouse, catalog => catalog.DiffAsync(start, "main", Token));
        Assert.Equal(2 + 2 + 6, reads.Count);
    }

    [Fact]
    public async Task What_is_cached_is_not_read_again_and_the_cache_is_bounded()
    {
        var names = Enumerable.Range(0, 500).Select(n => $"table_{n}").ToArray();
        var warehouse = await RegisteredAsync(names, []);
        var catalog = await warehouse.OpenAsync();
        await catalog.ListTablesAsync("silver", "main", Token);
        warehouse.Files.Forget();
        await catalog.ListTablesAsync("silver", "main", Token);
        Assert.Empty(warehouse.Files.Reads);

        catalog = await warehouse.OpenAsync(new EmbeddedCatalogOptions { CacheBytes = 10_000 });
        await catalog.ListTablesAsync("silver", "main", Token);
        warehouse.Files.Forget();
        Assert.Equal(500, (await catalog.ListTablesAsync("silver", "main", Token)).Count);
        Assert.NotEmpty(warehouse.Files.Reads);
    }

    /// <summary>A warehouse in which the tables were registered in this order, one a commit, and then some of them dropped.</summary>
    private static async Task<MemoryWarehouse> RegisteredAsync(string[] names, string[] dropped)
    {
        var warehouse = new MemoryWarehouse();
        var catalog = await warehouse.OpenAsync();
        foreach (var name in names)
            await catalog.RegisterTableAsync("main", new TableIdentifier("silver", name), await warehouse.WriteMetadataAsync(name), Info, Token);
        foreach (var name in dropped)
            await catalog.DropTableAsync("main", new TableIdentifier("silver", name), Info, Token);
        Assert.Equal(names.Except(dropped).Order(StringComparer.Ordinal), (await catalog.ListTablesAsync("silver", "main", Token)).Select(table => table.Name));
        return warehouse;
    }

    /// <summary>Which files a step reads in a catalog that has just been opened.</summary>
    private static async Task<IReadOnlyList<string>> ReadsAsync(MemoryWarehouse warehouse, Func<EmbeddedCatalog, Task> step)
    {
        var catalog = await warehouse.OpenAsync();
        warehouse.Files.Forget();
        await step(catalog);
        return [.. warehouse.Files.Reads];
    }
}
