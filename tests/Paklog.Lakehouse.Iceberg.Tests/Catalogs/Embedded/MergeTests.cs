using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.Iceberg.Conformance;

namespace Paklog.Lakehouse.Iceberg.Tests.Catalogs.Embedded;

/// <summary>Merges of the embedded catalog beyond what every catalog must do. All commits carry the same time, so that order by time helps nobody.</summary>
public sealed class MergeTests
{
    private static readonly CommitInfo Info = new("ana", "a test");
    private static readonly Dictionary<string, string> None = [];
    private readonly MemoryWarehouse warehouse = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_branch_that_stayed_is_moved_and_one_that_moved_gets_a_commit_with_two_parents()
    {
        var catalog = await BranchedAsync("dev");
        var start = await warehouse.ReadHeadAsync();
        var dev = await CreateAsync(catalog, "silver.a", "dev");
        Assert.Equal(dev, await catalog.MergeAsync("main", start, "dev", Info, Token));
        var main = await CreateAsync(catalog, "silver.b", "main");
        dev = await CreateAsync(catalog, "gold.c", "dev");
        var merged = await catalog.MergeAsync("main", main, "dev", Info, Token);
        var commit = Assert.Single(await catalog.LogAsync("main", 1, Token));
        Assert.Equal((merged, $"{main} {dev}"), (commit.Hash, string.Join(' ', commit.Parents)));
        Assert.Equal(["gold", "gold.c"], commit.Changes.Select(change => change.Name));
        Assert.Equal(merged, await catalog.MergeAsync("dev", dev, "main", Info, Token));
    }

    [Fact]
    public async Task Long_histories_that_cross_are_merged_from_where_they_met_last()
    {
        var catalog = await BranchedAsync("dev");
        for (var i = 0; i < 20; i++)
        {
            await CreateAsync(catalog, $"silver.m{i}", "main");
            await CreateAsync(catalog, $"silver.d{i}", "dev");
            await SetAsync(catalog, "silver.d0", i, "dev");
            await catalog.MergeAsync("main", await warehouse.ReadHeadAsync(), "dev", Info, Token);
            if (i % 5 == 4)
                await catalog.MergeAsync("dev", await warehouse.ReadHeadAsync("dev"), "main", Info, Token);
        }

        Assert.Empty(await catalog.DiffAsync("main", "dev", Token));
        Assert.Equal(40, (await catalog.ListTablesAsync("silver", "main", Token)).Count);
    }

    [Fact]
    public async Task Namespaces_are_merged_with_their_properties()
    {
        var catalog = await BranchedAsync("dev");
        await catalog.CreateNamespaceAsync("dev", "both", new Dictionary<string, string> { ["a"] = "1" }, Info, Token);
        await catalog.CreateNamespaceAsync("main", "both", new Dictionary<string, string> { ["a"] = "1" }, Info, Token);
        await catalog.CreateNamespaceAsync("dev", "x.y", new Dictionary<string, string> { ["b"] = "2" }, Info, Token);
        await catalog.DropNamespaceAsync("dev", "old", Info, Token);
        await catalog.MergeAsync("main", await warehouse.ReadHeadAsync(), "dev", Info, Token);
        Assert.Equal(["both", "x", "x.y"], await catalog.ListNamespacesAsync("main", Token));
        Assert.Equal("2", (await catalog.LoadNamespaceAsync("x.y", "main", Token))!["b"]);
    }

    [Theory]
    [InlineData("main", "dev")]
    [InlineData("dev", "main")]
    public async Task A_namespace_that_one_side_dropped_and_the_other_filled_is_a_conflict(string dropping, string filling)
    {
        var catalog = await BranchedAsync("dev");
        await catalog.DropNamespaceAsync(dropping, "old", Info, Token);
        await CreateAsync(catalog, "old.news", filling);
        await ConflictsAsync(catalog, "old ");
    }

    [Fact]
    public async Task The_same_name_made_on_both_sides_and_properties_set_on_both_are_conflicts()
    {
        var catalog = await BranchedAsync("dev");
        await CreateAsync(catalog, "silver.a", "dev");
        await CreateAsync(catalog, "silver.a", "main");
        await ConflictsAsync(catalog, "silver.a ");
        catalog = await BranchedAsync("other");
        foreach (var branch in (string[])["other", "main"])
            await catalog.UpdateNamespaceAsync(branch, "old", new Dictionary<string, string> { ["by"] = branch }, [], Info, Token);
        await ConflictsAsync(catalog, "old ", "other");
    }

    [Fact]
    public async Task What_both_sides_did_alike_is_no_conflict()
    {
        var catalog = await BranchedAsync("dev");
        var location = await warehouse.WriteMetadataAsync("a");
        foreach (var branch in (string[])["dev", "main"])
        {
            // Commits of the same author at the same time would be one and the same.
            await catalog.RegisterTableAsync(branch, TableIdentifier.Parse("silver.a"), location, Info with { Author = branch }, Token);
            await catalog.DropNamespaceAsync(branch, "old", Info, Token);
        }

        var merged = await catalog.MergeAsync("main", await warehouse.ReadHeadAsync(), "dev", Info, Token);
        Assert.Empty(Assert.Single(await catalog.LogAsync("main", 1, Token)).Changes);
        Assert.Equal(merged, await catalog.MergeAsync("main", merged, "dev", Info, Token));
    }

    [Fact]
    public async Task A_tag_is_no_target()
    {
        var catalog = await BranchedAsync("dev");
        var head = await warehouse.ReadHeadAsync();
        await catalog.CreateReferenceAsync("v1", ReferenceKind.Tag, head, Token);
        await CreateAsync(catalog, "silver.a", "dev");
        Assert.Equal(IcebergErrorKind.ValidationFailed, (await Assert.ThrowsAsync<IcebergException>(() => catalog.MergeAsync("v1", head, "dev", Info, Token))).Kind);
    }

    private async Task ConflictsAsync(EmbeddedCatalog catalog, string beginning, string from = "dev")
    {
        var head = await warehouse.ReadHeadAsync();
        var error = await Assert.ThrowsAsync<IcebergException>(() => catalog.MergeAsync("main", head, from, Info, Token));
        Assert.Equal((IcebergErrorKind.CommitConflict, false), (error.Kind, error.Retryable));
        Assert.StartsWith(beginning + "changed both on", error.Message, StringComparison.Ordinal);
        Assert.Contains(head, error.Message, StringComparison.Ordinal);
    }

    /// <summary>A namespace without tables, and a branch.</summary>
    private async Task<EmbeddedCatalog> BranchedAsync(string branch)
    {
        var catalog = await warehouse.OpenAsync();
        if (await catalog.LoadNamespaceAsync("old", "main", Token) is null)
            await catalog.CreateNamespaceAsync("main", "old", None, Info, Token);
        await catalog.CreateReferenceAsync(branch, ReferenceKind.Branch, await warehouse.ReadHeadAsync(), Token);
        return catalog;
    }

    private static Task<string> CreateAsync(EmbeddedCatalog catalog, string table, string branch) =>
        catalog.CommitAsync(branch, [TestTable.Creation(TableIdentifier.Parse(table))], Info, Token);

    private static Task<string> SetAsync(EmbeddedCatalog catalog, string table, int value, string branch) =>
        catalog.CommitAsync(branch, [TestTable.Set(TableIdentifier.Parse(table), "i", $"{value}")], Info, Token);
}
