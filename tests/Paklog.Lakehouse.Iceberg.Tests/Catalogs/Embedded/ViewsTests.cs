using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Conformance;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;
using Paklog.Lakehouse.Iceberg.Views;

namespace Paklog.Lakehouse.Iceberg.Tests.Catalogs.Embedded;

public sealed class ViewsTests : IDisposable
{
    private static readonly CommitInfo Info = new("ana", "a test");
    private static readonly TableIdentifier Totals = new("gold", "totals");
    private readonly TemporaryWarehouse warehouse = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_view_is_created_changed_renamed_and_dropped_on_its_branch_alone()
    {
        var catalog = await warehouse.OpenAsync();
        await catalog.CommitViewAsync("main", Creation(Totals), Info, Token);
        await catalog.CreateReferenceAsync("staging", ReferenceKind.Branch, (await catalog.LoadReferenceAsync("main", Token))!.Hash, Token);
        var view = (await catalog.LoadViewAsync(Totals, "staging", Token))!;

        await catalog.CommitViewAsync("staging", new ViewCommit(Totals, false, view.Metadata.ViewUuid, [new SetProperties(new Dictionary<string, string> { ["a"] = "1" })]), Info, Token);
        await catalog.RenameViewAsync("staging", Totals, new TableIdentifier("gold", "sums"), Info, Token);

        Assert.Equal(["sums"], (await catalog.ListViewsAsync("gold", "staging", Token)).Select(found => found.Name));
        Assert.Equal(["totals"], (await catalog.ListViewsAsync("gold", "main", Token)).Select(found => found.Name));
        Assert.Empty(await catalog.ListTablesAsync("gold", "main", Token));
        Assert.Equal("1", (await catalog.LoadViewAsync(new TableIdentifier("gold", "sums"), "staging", Token))!.Metadata.Properties["a"]);
        await catalog.DropViewAsync("main", Totals, Info, Token);
        Assert.Null(await catalog.LoadViewAsync(Totals, "main", Token));
        Assert.Equal(CatalogEntryKind.View, Assert.Single((await catalog.LogAsync("main", 1, Token))[0].Changes).Entry);
    }

    [Fact]
    public async Task Views_and_tables_share_their_names()
    {
        var catalog = await warehouse.OpenAsync();
        await catalog.CommitViewAsync("main", Creation(Totals), Info, Token);
        await FailsAsync(IcebergErrorKind.AlreadyExists, () => catalog.CommitViewAsync("main", Creation(Totals), Info, Token));
        await FailsAsync(IcebergErrorKind.AlreadyExists, () => catalog.CommitAsync("main", [TestTable.Creation(Totals)], Info, Token));
        await FailsAsync(IcebergErrorKind.NotFound, () => catalog.DropTableAsync("main", Totals, Info, Token));
        Assert.Null(await catalog.LoadTableAsync(Totals, "main", Token));
    }

    [Fact]
    public async Task A_view_that_was_replaced_is_not_changed_and_a_refused_commit_leaves_no_file()
    {
        var catalog = await warehouse.OpenAsync();
        await catalog.CommitViewAsync("main", Creation(Totals), Info, Token);
        var before = warehouse.Files();

        await FailsAsync(IcebergErrorKind.CommitConflict, () => catalog.CommitViewAsync("main", new ViewCommit(Totals, false, Guid.NewGuid(), []), Info, Token));
        await FailsAsync(IcebergErrorKind.AlreadyExists, () => catalog.CommitViewAsync("main", Creation(Totals), Info, Token));

        Assert.Equal(before, warehouse.Files());
    }

    [Fact]
    public async Task A_view_is_registered_by_its_file()
    {
        var catalog = await warehouse.OpenAsync();
        await catalog.CommitViewAsync("main", Creation(Totals), Info, Token);
        var view = (await catalog.LoadViewAsync(Totals, "main", Token))!;
        var other = new TableIdentifier("gold", "again");

        await catalog.RegisterViewAsync("main", other, view.MetadataLocation, Info, Token);

        Assert.Equal(view.Metadata.ViewUuid, (await catalog.LoadViewAsync(other, "main", Token))!.Metadata.ViewUuid);
        Assert.Equal(
            IcebergErrorKind.NotFound,
            (await Assert.ThrowsAsync<IcebergException>(() => catalog.RegisterViewAsync("main", new TableIdentifier("gold", "no"), view.MetadataLocation + "x", Info, Token))).Kind);
    }

    public void Dispose() => warehouse.Dispose();

    private static ViewCommit Creation(TableIdentifier identifier) => new(
        identifier,
        Creates: true,
        Uuid: null,
        [
            new AddSchema(new Schema([NestedField.Optional(1, "n", IcebergType.Long)])),
            new AddViewVersion(new ViewVersion
            {
                VersionId = 1,
                SchemaId = TableUpdate.LastAdded,
                TimestampMs = 1,
                Summary = new Dictionary<string, string>(),
                DefaultNamespace = ["gold"],
                Representations = [new("sql", "select 1 as n", "duckdb")],
            }),
            new SetCurrentViewVersion(TableUpdate.LastAdded),
        ]);

    private static async Task FailsAsync(IcebergErrorKind kind, Func<Task> action) => Assert.Equal(kind, (await Assert.ThrowsAsync<IcebergException>(action)).Kind);
}
