using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Iceberg.Conformance;

public abstract partial class CatalogConformance
{
    private static readonly TableIdentifier Payments = new("silver", "payments");

    [Fact]
    public async Task A_merge_brings_all_changes_of_the_other_side_and_keeps_the_branches_own()
    {
        Require(CatalogCapabilities.References | CatalogCapabilities.Merges);
        var catalog = await NewPartedAsync();
        await SetAsync(catalog, Orders, "a", "dev", "dev/ana");
        await catalog.DropTableAsync("dev/ana", Payments, Info, Token);
        var facts = new TableIdentifier("gold", "facts");
        await CreateAsync(catalog, facts, "dev/ana");
        var before = await SetAsync(catalog, Customers, "a", "main");

        var merged = await catalog.MergeAsync(ICatalog.MainBranch, before, "dev/ana", Info, Token);
        Assert.Equal(merged, await HeadAsync(catalog));
        Assert.Equal(("dev", "main"), ((await MetadataAsync(catalog, Orders)).Properties["a"], (await MetadataAsync(catalog, Customers)).Properties["a"]));
        Assert.Null(await catalog.LoadTableAsync(Payments, ICatalog.MainBranch, Token));
        Assert.Equal((await catalog.LoadTableAsync(facts, "dev/ana", Token))!.MetadataLocation, (await catalog.LoadTableAsync(facts, ICatalog.MainBranch, Token))!.MetadataLocation);
        Assert.False((await MetadataAsync(catalog, Customers, "dev/ana")).Properties.ContainsKey("a"));
        var log = await catalog.LogAsync(ICatalog.MainBranch, 2, Token);
        Assert.Equal([merged, before], log.Select(commit => commit.Hash));
    }

    [Fact]
    public async Task After_a_merge_only_what_came_since_is_merged()
    {
        Require(CatalogCapabilities.References | CatalogCapabilities.Merges);
        var catalog = await NewPartedAsync();
        await SetAsync(catalog, Orders, "a", "1", "dev/ana");
        var main = await SetAsync(catalog, Customers, "a", "1");
        main = await catalog.MergeAsync(ICatalog.MainBranch, main, "dev/ana", Info, Token);
        await SetAsync(catalog, Orders, "a", "2", "dev/ana");
        main = await catalog.MergeAsync(ICatalog.MainBranch, main, "dev/ana", Info, Token);
        Assert.Equal("2", (await MetadataAsync(catalog, Orders)).Properties["a"]);
        Assert.Equal(main, await catalog.MergeAsync(ICatalog.MainBranch, main, "dev/ana", Info, Token));
    }

    [Fact]
    public async Task A_merge_onto_a_branch_that_stayed_makes_it_equal()
    {
        Require(CatalogCapabilities.References | CatalogCapabilities.Merges);
        var catalog = await NewPartedAsync();
        var start = await HeadAsync(catalog);
        await SetAsync(catalog, Orders, "a", "1", "dev/ana");
        await CreateAsync(catalog, new TableIdentifier("gold", "facts"), "dev/ana");
        var merged = await catalog.MergeAsync(ICatalog.MainBranch, start, "dev/ana", Info, Token);
        Assert.NotEqual(start, merged);
        Assert.Empty(await catalog.DiffAsync(ICatalog.MainBranch, "dev/ana", Token));
    }

    [Fact]
    public async Task A_merge_of_entries_that_both_sides_changed_names_them_and_changes_nothing()
    {
        Require(CatalogCapabilities.References | CatalogCapabilities.Merges);
        var catalog = await NewPartedAsync();
        await SetAsync(catalog, Orders, "a", "dev", "dev/ana");
        await SetAsync(catalog, Customers, "a", "dev", "dev/ana");
        await catalog.DropTableAsync("dev/ana", Payments, Info, Token);
        await SetAsync(catalog, Orders, "a", "main");
        var before = await SetAsync(catalog, Payments, "a", "main");
        var error = await FailsAsync(IcebergErrorKind.CommitConflict, () => catalog.MergeAsync(ICatalog.MainBranch, before, "dev/ana", Info, Token));
        Assert.False(error.Retryable);
        Assert.Contains("silver.orders", error.Message, StringComparison.Ordinal);
        Assert.Contains("silver.payments", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("silver.customers", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, await HeadAsync(catalog));
    }

    [Fact]
    public async Task A_merge_onto_a_head_that_is_not_the_expected_one_is_a_conflict()
    {
        Require(CatalogCapabilities.References | CatalogCapabilities.Merges);
        var catalog = await NewPartedAsync();
        var start = await HeadAsync(catalog);
        await SetAsync(catalog, Orders, "a", "1", "dev/ana");
        var moved = await SetAsync(catalog, Customers, "a", "1");
        Assert.True((await FailsAsync(IcebergErrorKind.CommitConflict, () => catalog.MergeAsync(ICatalog.MainBranch, start, "dev/ana", Info, Token))).Retryable);
        Assert.Equal(moved, await HeadAsync(catalog));
        await FailsAsync(IcebergErrorKind.NotFound, () => catalog.MergeAsync(ICatalog.MainBranch, moved, "absent", Info, Token));
        await FailsAsync(IcebergErrorKind.NotFound, () => catalog.MergeAsync("absent", moved, ICatalog.MainBranch, Info, Token));
    }

    /// <summary>Three tables, and a branch of the same.</summary>
    private async Task<ICatalog> NewPartedAsync()
    {
        var catalog = await NewCatalogAsync();
        foreach (var table in (TableIdentifier[])[Orders, Customers, Payments])
            await CreateAsync(catalog, table);
        await catalog.CreateReferenceAsync("dev/ana", ReferenceKind.Branch, await HeadAsync(catalog), Token);
        return catalog;
    }
}
