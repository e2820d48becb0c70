using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Iceberg.Conformance;

public abstract partial class CatalogConformance
{
    [Fact]
    public async Task Main_exists_from_the_start()
    {
        Require(CatalogCapabilities.References);
        var catalog = await NewCatalogAsync();
        var main = Assert.Single(await catalog.ListReferencesAsync(Token));
        Assert.Equal(ICatalog.MainBranch, main.Name);
        Assert.Equal(ReferenceKind.Branch, main.Kind);
        Assert.Equal(main, await catalog.LoadReferenceAsync(ICatalog.MainBranch, Token));
    }

    [Fact]
    public async Task A_branch_has_its_own_tables()
    {
        Require(CatalogCapabilities.References);
        var catalog = await NewCatalogAsync();
        await CreateAsync(catalog, Orders);
        await catalog.CreateReferenceAsync("run/2026-01-31", ReferenceKind.Branch, await HeadAsync(catalog), Token);
        await SetAsync(catalog, Orders, "seen", "on the branch", "run/2026-01-31");
        await CreateAsync(catalog, Customers, "run/2026-01-31");

        Assert.False((await MetadataAsync(catalog, Orders)).Properties.ContainsKey("seen"));
        Assert.Equal("on the branch", (await MetadataAsync(catalog, Orders, "run/2026-01-31")).Properties["seen"]);
        Assert.Null(await catalog.LoadTableAsync(Customers, ICatalog.MainBranch, Token));
        Assert.Equal(["main", "run/2026-01-31"], (await catalog.ListReferencesAsync(Token)).Select(reference => reference.Name));
    }

    [Fact]
    public async Task A_table_created_on_two_branches_has_two_locations()
    {
        Require(CatalogCapabilities.References);
        var catalog = await NewCatalogAsync();
        await catalog.CreateReferenceAsync("other", ReferenceKind.Branch, await HeadAsync(catalog), Token);
        await CreateAsync(catalog, Orders);
        await CreateAsync(catalog, Orders, "other");
        Assert.NotEqual((await MetadataAsync(catalog, Orders)).Location, (await MetadataAsync(catalog, Orders, "other")).Location);
    }

    [Fact]
    public async Task A_tag_and_a_hash_show_the_past()
    {
        Require(CatalogCapabilities.References);
        var catalog = await NewCatalogAsync();
        var created = await CreateAsync(catalog, Orders);
        await catalog.CreateReferenceAsync("v1.0", ReferenceKind.Tag, created, Token);
        var later = await SetAsync(catalog, Orders, "a", "1");

        Assert.False((await MetadataAsync(catalog, Orders, "v1.0")).Properties.ContainsKey("a"));
        Assert.False((await MetadataAsync(catalog, Orders, created)).Properties.ContainsKey("a"));
        Assert.True((await MetadataAsync(catalog, Orders, later)).Properties.ContainsKey("a"));
        Assert.Equal(new CatalogReference("v1.0", ReferenceKind.Tag, created), await catalog.LoadReferenceAsync("v1.0", Token));
    }

    [Fact]
    public async Task Tags_and_hashes_take_no_commits()
    {
        Require(CatalogCapabilities.References);
        var catalog = await NewCatalogAsync();
        var created = await CreateAsync(catalog, Orders);
        await catalog.CreateReferenceAsync("v1.0", ReferenceKind.Tag, created, Token);
        await FailsAsync(IcebergErrorKind.ValidationFailed, () => SetAsync(catalog, Orders, "a", "1", "v1.0"));
        await FailsAsync(IcebergErrorKind.NotFound, () => SetAsync(catalog, Orders, "a", "1", created));
        await FailsAsync(IcebergErrorKind.NotFound, () => SetAsync(catalog, Orders, "a", "1", "absent"));
        await FailsAsync(IcebergErrorKind.ValidationFailed, () => catalog.AssignBranchAsync("v1.0", created, created, Token));
    }

    [Fact]
    public async Task References_are_created_once_on_commits_that_exist()
    {
        Require(CatalogCapabilities.References);
        var catalog = await NewCatalogAsync();
        var head = await HeadAsync(catalog);
        await catalog.CreateReferenceAsync("a", ReferenceKind.Branch, head, Token);
        await FailsAsync(IcebergErrorKind.AlreadyExists, () => catalog.CreateReferenceAsync("a", ReferenceKind.Branch, head, Token));
        await FailsAsync(IcebergErrorKind.AlreadyExists, () => catalog.CreateReferenceAsync("a", ReferenceKind.Tag, head, Token));
        await FailsAsync(IcebergErrorKind.NotFound, () => catalog.CreateReferenceAsync("b", ReferenceKind.Branch, new string('0', 64), Token));
        await catalog.CreateReferenceAsync("a/b", ReferenceKind.Tag, head, Token);
        Assert.Equal(["a", "a/b", "main"], (await catalog.ListReferencesAsync(Token)).Select(reference => reference.Name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("a..b")]
    [InlineData("a/")]
    [InlineData("/a")]
    [InlineData("a.")]
    [InlineData("1st")]
    [InlineData("HEAD")]
    [InlineData("deadbeef")]
    public async Task Names_that_Nessie_refuses_are_refused(string name)
    {
        Require(CatalogCapabilities.References);
        var catalog = await NewCatalogAsync();
        var head = await HeadAsync(catalog);
        await FailsAsync(IcebergErrorKind.ValidationFailed, () => catalog.CreateReferenceAsync(name, ReferenceKind.Branch, head, Token));
        Assert.Null(await catalog.LoadReferenceAsync(name, Token));
    }

    [Fact]
    public async Task A_reference_is_deleted_only_where_it_is_expected()
    {
        Require(CatalogCapabilities.References);
        var catalog = await NewCatalogAsync();
        var first = await HeadAsync(catalog);
        await catalog.CreateReferenceAsync("run", ReferenceKind.Branch, first, Token);
        var second = await CreateAsync(catalog, Orders, "run");
        await FailsAsync(IcebergErrorKind.CommitConflict, () => catalog.DeleteReferenceAsync("run", first, Token));
        await catalog.DeleteReferenceAsync("run", second, Token);
        Assert.Null(await catalog.LoadReferenceAsync("run", Token));
        await FailsAsync(IcebergErrorKind.NotFound, () => catalog.DeleteReferenceAsync("run", second, Token));
        await catalog.CreateReferenceAsync("run", ReferenceKind.Tag, second, Token);
        Assert.NotNull(await catalog.LoadTableAsync(Orders, "run", Token));
    }

    [Fact]
    public async Task Main_is_not_deleted()
    {
        Require(CatalogCapabilities.References);
        var catalog = await NewCatalogAsync();
        var head = await HeadAsync(catalog);
        await Assert.ThrowsAsync<IcebergException>(() => catalog.DeleteReferenceAsync(ICatalog.MainBranch, head, Token));
        Assert.Equal(head, await HeadAsync(catalog));
    }

    [Fact]
    public async Task Publishing_moves_the_target_with_all_tables_of_the_run()
    {
        Require(CatalogCapabilities.References);
        var catalog = await NewCatalogAsync();
        await CreateAsync(catalog, Orders);
        var start = await HeadAsync(catalog);
        await catalog.CreateReferenceAsync("run", ReferenceKind.Branch, start, Token);
        await SetAsync(catalog, Orders, "a", "1", "run");
        var end = await CreateAsync(catalog, Customers, "run");
        await catalog.AssignBranchAsync(ICatalog.MainBranch, start, end, Token);

        Assert.Equal(end, await HeadAsync(catalog));
        Assert.Equal("1", (await MetadataAsync(catalog, Orders)).Properties["a"]);
        Assert.NotNull(await catalog.LoadTableAsync(Customers, ICatalog.MainBranch, Token));
    }

    [Fact]
    public async Task Publishing_onto_a_target_that_has_moved_is_a_conflict()
    {
        Require(CatalogCapabilities.References);
        var catalog = await NewCatalogAsync();
        var start = await HeadAsync(catalog);
        await catalog.CreateReferenceAsync("run", ReferenceKind.Branch, start, Token);
        var end = await CreateAsync(catalog, Customers, "run");
        var moved = await CreateAsync(catalog, Orders);
        var error = await FailsAsync(IcebergErrorKind.CommitConflict, () => catalog.AssignBranchAsync(ICatalog.MainBranch, start, end, Token));
        Assert.True(error.Retryable);
        Assert.Equal(moved, await HeadAsync(catalog));
        await FailsAsync(IcebergErrorKind.NotFound, () => catalog.AssignBranchAsync(ICatalog.MainBranch, moved, new string('0', 64), Token));
    }

    [Fact]
    public async Task The_log_names_who_did_what_newest_first()
    {
        Require(CatalogCapabilities.References);
        var catalog = await NewCatalogAsync();
        var start = await CreateAsync(catalog, new TableIdentifier("bronze", "orders"));
        var created = await CreateAsync(catalog, Orders);
        var info = new CommitInfo("binh", "set a", new Dictionary<string, string> { ["run"] = "7" });
        var set = await catalog.CommitAsync(ICatalog.MainBranch, [TestTable.Set(Orders, "a", "1")], info, Token);

        var log = await catalog.LogAsync(ICatalog.MainBranch, 2, Token);
        Assert.Equal([set, created], log.Select(commit => commit.Hash));
        Assert.Equal([created], log[0].Parents);
        Assert.Equal([start], log[1].Parents);
        Assert.Equal(("binh", "set a", "7"), (log[0].Author, log[0].Message, log[0].Properties["run"]));
        Assert.True(log[0].Time >= log[1].Time);
        var change = Assert.Single(log[0].Changes);
        Assert.Equal((CatalogChangeKind.Changed, CatalogEntryKind.Table, "silver.orders"), (change.Kind, change.Entry, change.Name));
        Assert.Contains(log[1].Changes, change => change is { Kind: CatalogChangeKind.Added, Entry: CatalogEntryKind.Namespace, Name: "silver" });
        Assert.Contains(log[1].Changes, change => change is { Kind: CatalogChangeKind.Added, Entry: CatalogEntryKind.Table, Name: "silver.orders" });
        Assert.Equal([created], (await catalog.LogAsync(created, 1, Token)).Select(commit => commit.Hash));
        Assert.Contains(start, (await catalog.LogAsync(ICatalog.MainBranch, 100, Token)).Select(commit => commit.Hash));
    }

    [Fact]
    public async Task The_difference_of_two_references_names_what_was_added_changed_and_removed()
    {
        Require(CatalogCapabilities.References);
        var catalog = await NewCatalogAsync();
        var dropped = new TableIdentifier("bronze", "dropped");
        await CreateAsync(catalog, Orders);
        await CreateAsync(catalog, Customers);
        await CreateAsync(catalog, dropped);
        await catalog.CreateReferenceAsync("run", ReferenceKind.Branch, await HeadAsync(catalog), Token);
        Assert.Empty(await catalog.DiffAsync(ICatalog.MainBranch, "run", Token));
        var gold = new TableIdentifier("gold", "facts");
        await SetAsync(catalog, Orders, "a", "1", "run");
        await CreateAsync(catalog, gold, "run");
        await catalog.DropTableAsync("run", dropped, Info, Token);

        async Task<string?> LocationAsync(TableIdentifier table, string reference) => (await catalog.LoadTableAsync(table, reference, Token))?.MetadataLocation;
        var tables = (await catalog.DiffAsync(ICatalog.MainBranch, "run", Token)).Where(change => change.Entry == CatalogEntryKind.Table);
        Assert.Equal(
            [
                new CatalogChange(CatalogChangeKind.Removed, CatalogEntryKind.Table, "bronze.dropped", await LocationAsync(dropped, "main"), null),
                new CatalogChange(CatalogChangeKind.Added, CatalogEntryKind.Table, "gold.facts", null, await LocationAsync(gold, "run")),
                new CatalogChange(CatalogChangeKind.Changed, CatalogEntryKind.Table, "silver.orders", await LocationAsync(Orders, "main"), await LocationAsync(Orders, "run")),
            ],
            tables);
        var namespaces = (await catalog.DiffAsync("run", ICatalog.MainBranch, Token)).Where(change => change.Entry == CatalogEntryKind.Namespace);
        Assert.Equal([new CatalogChange(CatalogChangeKind.Removed, CatalogEntryKind.Namespace, "gold", null, null)], namespaces);
    }

    [Fact]
    public async Task A_branch_deleted_during_a_run_is_not_brought_back_by_a_commit()
    {
        Require(CatalogCapabilities.References);
        var catalog = await NewCatalogAsync();
        var head = await HeadAsync(catalog);
        await catalog.CreateReferenceAsync("run", ReferenceKind.Branch, head, Token);
        await catalog.DeleteReferenceAsync("run", head, Token);
        await FailsAsync(IcebergErrorKind.NotFound, () => CreateAsync(catalog, Orders, "run"));
        Assert.Null(await catalog.LoadReferenceAsync("run", Token));
    }
}
