using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Metadata;

namespace Paklog.Lakehouse.Iceberg.Conformance;

public abstract partial class CatalogConformance
{
    [Fact]
    public async Task A_commit_applies_its_updates_to_a_new_metadata_file_that_names_the_former()
    {
        var catalog = await NewCatalogAsync();
        await CreateAsync(catalog, Orders);
        var before = await catalog.LoadTableAsync(Orders, ICatalog.MainBranch, Token);
        await catalog.CommitAsync(ICatalog.MainBranch, [TestTable.Snapshot(Orders, before!.Metadata, 17)], Info, Token);
        var after = await catalog.LoadTableAsync(Orders, ICatalog.MainBranch, Token);

        Assert.Equal(17, after!.Metadata.CurrentSnapshotId);
        Assert.Null(before.Metadata.CurrentSnapshotId);
        Assert.NotEqual(before.MetadataLocation, after.MetadataLocation);
        Assert.Equal(before.MetadataLocation, Assert.Single(after.Metadata.MetadataLog).MetadataFile);
        Assert.Matches("/00000-[0-9a-f-]{36}[.]metadata[.]json$", before.MetadataLocation);
        Assert.Matches("/00001-[0-9a-f-]{36}[.]metadata[.]json$", after.MetadataLocation);
    }

    [Fact]
    public async Task A_requirement_that_fails_is_a_retryable_conflict_and_changes_nothing()
    {
        var catalog = await NewCatalogAsync();
        await CreateAsync(catalog, Orders);
        var stale = await MetadataAsync(catalog, Orders);
        await catalog.CommitAsync(ICatalog.MainBranch, [TestTable.Snapshot(Orders, stale, 1)], Info, Token);
        var before = await catalog.LoadTableAsync(Orders, ICatalog.MainBranch, Token);

        var error = await FailsAsync(
            IcebergErrorKind.CommitConflict, () => catalog.CommitAsync(ICatalog.MainBranch, [TestTable.Snapshot(Orders, stale, 2)], Info, Token));

        Assert.True(error.Retryable);
        Assert.Equal(before!.MetadataLocation, (await catalog.LoadTableAsync(Orders, ICatalog.MainBranch, Token))!.MetadataLocation);
    }

    [Fact]
    public async Task A_table_is_created_once()
    {
        var catalog = await NewCatalogAsync();
        await CreateAsync(catalog, Orders);
        var uuid = (await MetadataAsync(catalog, Orders)).TableUuid;
        await FailsAsync(IcebergErrorKind.CommitConflict, () => CreateAsync(catalog, Orders));
        Assert.Equal(uuid, (await MetadataAsync(catalog, Orders)).TableUuid);
    }

    [Fact]
    public async Task A_commit_to_no_table_says_so()
    {
        var catalog = await NewCatalogAsync();
        await FailsAsync(IcebergErrorKind.NotFound, () => SetAsync(catalog, Orders, "a", "1"));
        var uuid = new AssertTableUuid(Guid.Parse("6f1b4a52-52a4-4a0c-8a2b-0d5bd7f1c0de"));
        await FailsAsync(IcebergErrorKind.CommitConflict, () => catalog.CommitAsync(ICatalog.MainBranch, [TestTable.Set(Orders, "a", "1", uuid)], Info, Token));
    }

    [Fact]
    public async Task All_tables_of_a_commit_change_or_none()
    {
        Require(CatalogCapabilities.MultiTableCommits);
        var catalog = await NewCatalogAsync();
        await catalog.CommitAsync(ICatalog.MainBranch, [TestTable.Creation(Orders), TestTable.Creation(Customers)], Info, Token);
        var orders = await MetadataAsync(catalog, Orders);
        var customers = await MetadataAsync(catalog, Customers);
        await catalog.CommitAsync(ICatalog.MainBranch, [TestTable.Snapshot(Customers, customers, 1)], Info, Token);

        await FailsAsync(
            IcebergErrorKind.CommitConflict,
            () => catalog.CommitAsync(ICatalog.MainBranch, [TestTable.Snapshot(Orders, orders, 2), TestTable.Snapshot(Customers, customers, 3)], Info, Token));
        Assert.Null((await MetadataAsync(catalog, Orders)).CurrentSnapshotId);

        customers = await MetadataAsync(catalog, Customers);
        await catalog.CommitAsync(ICatalog.MainBranch, [TestTable.Snapshot(Orders, orders, 2), TestTable.Snapshot(Customers, customers, 3)], Info, Token);
        Assert.Equal(2, (await MetadataAsync(catalog, Orders)).CurrentSnapshotId);
        Assert.Equal(3, (await MetadataAsync(catalog, Customers)).CurrentSnapshotId);
    }

    [Fact]
    public async Task One_table_stands_once_in_a_commit()
    {
        Require(CatalogCapabilities.MultiTableCommits);
        var catalog = await NewCatalogAsync();
        await CreateAsync(catalog, Orders);
        await FailsAsync(
            IcebergErrorKind.ValidationFailed,
            () => catalog.CommitAsync(ICatalog.MainBranch, [TestTable.Set(Orders, "a", "1"), TestTable.Set(Orders, "b", "2")], Info, Token));
    }

    [Fact]
    public async Task Commits_of_many_writers_to_one_table_are_all_there()
    {
        const int writers = 16;
        var each = CommitsPerWriter;
        var catalog = await NewCatalogAsync();
        await CreateAsync(catalog, Orders);
        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            for (var n = 0; n < each; n++)
                await SetAsync(catalog, Orders, $"{writer}.{n}", "there");
        })));

        var properties = (await MetadataAsync(catalog, Orders)).Properties;
        Assert.Equal(writers * each, properties.Count(property => property.Value == "there"));
    }

    [Fact]
    public async Task Of_writers_that_require_the_same_snapshot_one_wins_each_time()
    {
        const int writers = 4;
        const int each = 5;
        var catalog = await NewCatalogAsync();
        await CreateAsync(catalog, Orders);
        await Task.WhenAll(Enumerable.Range(1, writers).Select(writer => Task.Run(async () =>
        {
            for (var n = 1; n <= each;)
            {
                try
                {
                    await catalog.CommitAsync(ICatalog.MainBranch, [TestTable.Snapshot(Orders, await MetadataAsync(catalog, Orders), (writer * 1000) + n)], Info, Token);
                    n++;
                }
                catch (IcebergException e) when (e is { Kind: IcebergErrorKind.CommitConflict, Retryable: true })
                {
                    // Another writer's snapshot came first: load again.
                }
            }
        })));

        var metadata = await MetadataAsync(catalog, Orders);
        Assert.Equal(writers * each, metadata.AncestorsOf(metadata.CurrentSnapshotId!.Value).Count());
    }
}
