using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.Iceberg.Conformance;

namespace Paklog.Lakehouse.Iceberg.Tests.Catalogs.Embedded;

/// <summary>What a commit does when another one gets in between, and which metadata files then remain.</summary>
public sealed class CommitRetryTests
{
    private static readonly CommitInfo Info = new("ana", "a test");

    private static readonly TableIdentifier Orders = new("silver", "orders");

    private static readonly TableIdentifier Customers = new("silver", "customers");

    private readonly MemoryWarehouse warehouse = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_commit_to_another_table_in_between_costs_no_second_metadata_file()
    {
        var catalog = await OpenWithTablesAsync();
        warehouse.References.BeforeSwap = () => SetAsync(catalog, Customers, "other");
        warehouse.Files.Forget();
        var hash = await SetAsync(catalog, Orders, "mine");

        Assert.Equal(2, warehouse.Files.Writes.Count(location => location.EndsWith(".metadata.json", StringComparison.Ordinal)));
        Assert.True(await HasAsync(catalog, Orders, "mine"));
        Assert.True(await HasAsync(catalog, Customers, "other"));
        Assert.Equal(hash, await warehouse.ReadHeadAsync());
        Assert.Equal(2 + 2, (await catalog.LogAsync("main", 100, Token)).Count);
    }

    [Fact]
    public async Task A_commit_to_the_same_table_in_between_is_built_upon_and_the_outdated_file_removed()
    {
        var catalog = await OpenWithTablesAsync();
        warehouse.References.BeforeSwap = () => SetAsync(catalog, Orders, "other");
        await SetAsync(catalog, Orders, "mine");

        Assert.True(await HasAsync(catalog, Orders, "mine"));
        Assert.True(await HasAsync(catalog, Orders, "other"));
        Assert.Equal(3, MetadataFiles(Orders));
    }

    [Fact]
    public async Task A_requirement_that_another_commit_breaks_in_between_is_a_conflict_that_leaves_no_file()
    {
        var catalog = await OpenWithTablesAsync();
        var metadata = (await catalog.LoadTableAsync(Orders, "main", Token))!.Metadata;
        warehouse.References.BeforeSwap = () => catalog.CommitAsync("main", [TestTable.Snapshot(Orders, metadata, 1)], Info, Token);
        var error = await Assert.ThrowsAsync<IcebergException>(
            () => catalog.CommitAsync("main", [TestTable.Snapshot(Orders, metadata, 2), TestTable.Set(Customers, "mine", "1")], Info, Token));

        Assert.Equal(IcebergErrorKind.CommitConflict, error.Kind);
        Assert.Equal(2, MetadataFiles(Orders));
        Assert.Equal(1, MetadataFiles(Customers));
        Assert.False(await HasAsync(catalog, Customers, "mine"));
    }

    [Fact]
    public async Task A_requirement_that_fails_at_once_writes_nothing()
    {
        var catalog = await OpenWithTablesAsync();
        warehouse.Files.Forget();
        await Assert.ThrowsAsync<IcebergException>(() => catalog.CommitAsync("main", [TestTable.Set(Orders, "a", "1"), TestTable.Creation(Customers)], Info, Token));
        Assert.Empty(warehouse.Files.Writes);
    }

    [Fact]
    public async Task When_the_outcome_is_unknown_every_file_stays()
    {
        var catalog = await OpenWithTablesAsync();
        warehouse.References.AfterSwap = () => throw new IcebergException(IcebergErrorKind.CommitStateUnknown, "The power went.");
        var error = await Assert.ThrowsAsync<IcebergException>(() => SetAsync(catalog, Orders, "mine"));

        Assert.Equal(IcebergErrorKind.CommitStateUnknown, error.Kind);
        Assert.False(error.Retryable);
        Assert.Equal(2, MetadataFiles(Orders));
        Assert.True(await HasAsync(await warehouse.OpenAsync(), Orders, "mine"));
    }

    [Fact]
    public async Task A_table_dropped_in_between_is_not_brought_back()
    {
        var catalog = await OpenWithTablesAsync();
        warehouse.References.BeforeSwap = () => catalog.DropTableAsync("main", Orders, Info, Token);
        var error = await Assert.ThrowsAsync<IcebergException>(() => SetAsync(catalog, Orders, "mine"));
        Assert.Equal(IcebergErrorKind.NotFound, error.Kind);
        Assert.Null(await catalog.LoadTableAsync(Orders, "main", Token));
    }

    [Fact]
    public async Task A_namespace_filled_in_between_is_not_dropped()
    {
        var catalog = await OpenWithTablesAsync();
        await catalog.CreateNamespaceAsync("main", "gold", new Dictionary<string, string>(), Info, Token);
        var facts = new TableIdentifier("gold", "facts");
        warehouse.References.BeforeSwap = () => catalog.CommitAsync("main", [TestTable.Creation(facts)], Info, Token);
        var error = await Assert.ThrowsAsync<IcebergException>(() => catalog.DropNamespaceAsync("main", "gold", Info, Token));
        Assert.Equal(IcebergErrorKind.NotEmpty, error.Kind);
        Assert.NotNull(await catalog.LoadTableAsync(facts, "main", Token));
    }

    [Fact]
    public async Task Attempts_are_bounded()
    {
        await OpenWithTablesAsync();
        var catalog = await warehouse.OpenAsync(new EmbeddedCatalogOptions { CommitAttempts = 3 });
        var other = await warehouse.OpenAsync();
        var tries = 0;
        async Task InterfereAsync()
        {
            await SetAsync(other, Customers, $"other {++tries}");
            warehouse.References.BeforeSwap = InterfereAsync;
        }

        warehouse.References.BeforeSwap = InterfereAsync;
        var error = await Assert.ThrowsAsync<IcebergException>(() => SetAsync(catalog, Orders, "mine"));
        Assert.Equal((IcebergErrorKind.CommitConflict, true, 3), (error.Kind, error.Retryable, tries));
        Assert.Equal(1, MetadataFiles(Orders));
    }

    [Fact]
    public async Task A_commit_that_changes_nothing_makes_no_commit()
    {
        var catalog = await OpenWithTablesAsync();
        var head = await warehouse.ReadHeadAsync();
        Assert.Equal(head, await catalog.CommitAsync("main", [new TableCommit(Orders, [], [])], Info, Token));
        Assert.Equal(head, await warehouse.ReadHeadAsync());
    }

    private async Task<EmbeddedCatalog> OpenWithTablesAsync()
    {
        var catalog = await warehouse.OpenAsync();
        await catalog.CommitAsync("main", [TestTable.Creation(Orders), TestTable.Creation(Customers)], Info, Token);
        return catalog;
    }

    private static Task<string> SetAsync(EmbeddedCatalog catalog, TableIdentifier identifier, string key) =>
        catalog.CommitAsync("main", [TestTable.Set(identifier, key, "set")], Info, Token);

    private static async Task<bool> HasAsync(EmbeddedCatalog catalog, TableIdentifier identifier, string key) =>
        (await catalog.LoadTableAsync(identifier, "main", Token))!.Metadata.Properties.ContainsKey(key);

    private int MetadataFiles(TableIdentifier identifier) => warehouse.Files.Locations.Count(location =>
        location.StartsWith($"{MemoryWarehouse.Location}/silver/{identifier.Name}-", StringComparison.Ordinal) && location.EndsWith(".metadata.json", StringComparison.Ordinal));
}
