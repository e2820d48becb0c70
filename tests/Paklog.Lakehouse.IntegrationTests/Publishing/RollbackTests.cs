using Paklog.Lakehouse.Branches;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Transactions;
using Paklog.Lakehouse.Iceberg.Types;
using Paklog.Lakehouse.IntegrationTests.Events;

namespace Paklog.Lakehouse.IntegrationTests.Publishing;

public sealed class RollbackTests : IDisposable
{
    private static readonly EventSource Items = ScenarioTables.OfItems("s");
    private static readonly TableIdentifier Table = TableIdentifier.Parse("silver.items");
    private static readonly TableIdentifier History = TableIdentifier.Parse("silver.items_history");
    private static readonly CommitInfo Info = new("tests", "a test");

    private readonly InputFolder input = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("silver.items")]
    [InlineData("silver.items_history")]
    public async Task After_a_table_alone_went_back_the_next_run_makes_all_right(string table)
    {
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Define(ScenarioTables.Items));
        await input.LandAndRunAsync(lakehouse, [Items.Create(10, "1", "a", 1), Items.Create(20, "2", "b", 2)]);
        var then = await HeadAsync(lakehouse);
        await input.LandAndRunAsync(lakehouse, [Items.Update(30, "1", "c", 1), Items.Delete(40, "2", "b", 2), Items.Create(50, "3", "d", 3)]);
        await new Rollback(lakehouse.Workspace.Catalog).TableAsync(TableIdentifier.Parse(table), "main", then, Token);
        Assert.Equal(2, (await lakehouse.RowsAsync(table)).Count);
        await input.LandAndRunAsync(lakehouse, [Items.Update(60, "3", "e", 3)]);
        (await lakehouse.CompareWithFullRunAsync()).AssertNone();
        Assert.Equal(["c", "e"], (await lakehouse.RowsAsync("silver.items", "*", "order by id")).Select(row => row.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Shape_and_properties_go_back_with_the_rows_and_the_log_goes_on()
    {
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Define(ScenarioTables.Items));
        var catalog = lakehouse.Workspace.Catalog;
        await input.LandAndRunAsync(lakehouse, [Items.Create(10, "1", "a", 1)]);
        var then = await HeadAsync(lakehouse);
        var before = (await catalog.LoadTableAsync(Table, then, Token))!.Metadata;
        var transaction = lakehouse.Workspace.Begin("main");
        transaction.Table(Table).Apply(new UpdateSchema().AddColumn("more", IcebergType.String).RenameColumn("name", "label"));
        transaction.Table(Table).Apply(new UpdatePartitionSpec().AddField("label", Transform.Identity));
        transaction.Table(Table).UpdateProperties(new Dictionary<string, string> { ["a"] = "1", ["gc.enabled"] = "true" });
        await transaction.CommitAsync(Info, Token);
        var head = await HeadAsync(lakehouse);

        var done = await new Rollback(catalog).TableAsync(Table, "main", then, Token);
        var after = (await catalog.LoadTableAsync(Table, "main", Token))!.Metadata;
        Assert.True(before.CurrentSchema.HasSameFields(after.CurrentSchema));
        Assert.Equal((before.CurrentSchemaId, before.DefaultSpecId, before.CurrentSnapshotId), (after.CurrentSchemaId, after.DefaultSpecId, after.CurrentSnapshotId));
        Assert.Equal(before.Properties.OrderBy(pair => pair.Key), after.Properties.OrderBy(pair => pair.Key));
        var log = await catalog.LogAsync("main", 2, Token);
        Assert.Equal((done.Head, head), (log[0].Hash, log[1].Hash));
        Assert.Equal(done.Head, (await new Rollback(catalog).TableAsync(Table, "main", then, Token)).Head);
    }

    [Fact]
    public async Task A_table_that_was_dropped_comes_back_and_one_that_was_made_anew_does_not()
    {
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Define(ScenarioTables.Items));
        var catalog = lakehouse.Workspace.Catalog;
        await input.LandAndRunAsync(lakehouse, [Items.Create(10, "1", "a", 1)]);
        var then = await HeadAsync(lakehouse);
        await catalog.DropTableAsync("main", Table, Info, Token);
        await new Rollback(catalog).TableAsync(Table, "main", then, Token);
        Assert.Single(await lakehouse.RowsAsync("silver.items"));
        await catalog.DropTableAsync("main", Table, Info, Token);
        await catalog.DropTableAsync("main", History, Info, Token);
        await lakehouse.RunAsync();
        var error = await Assert.ThrowsAsync<LakehouseException>(() => new Rollback(catalog).TableAsync(Table, "main", then, Token));
        Assert.StartsWith("silver.items was dropped and made anew since", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_snapshot_that_was_expired_is_told()
    {
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Define(ScenarioTables.Items));
        var catalog = lakehouse.Workspace.Catalog;
        await input.LandAndRunAsync(lakehouse, [Items.Create(10, "1", "a", 1)]);
        var then = await HeadAsync(lakehouse);
        var old = (await catalog.LoadTableAsync(Table, then, Token))!.Metadata.CurrentSnapshotId!.Value;
        await input.LandAndRunAsync(lakehouse, [Items.Update(20, "1", "b", 1)]);
        await catalog.CommitAsync("main", [new TableCommit(Table, [], [new RemoveSnapshots([old])])], Info, Token);
        var error = await Assert.ThrowsAsync<LakehouseException>(() => new Rollback(catalog).TableAsync(Table, "main", then, Token));
        Assert.Equal($"silver.items no longer keeps snapshot {old}, so it cannot go back there.", error.Message);
    }

    public void Dispose() => input.Dispose();

    private static async Task<string> HeadAsync(TestLakehouse lakehouse) => (await lakehouse.Workspace.Catalog.LoadReferenceAsync("main", Token))!.Hash;
}
