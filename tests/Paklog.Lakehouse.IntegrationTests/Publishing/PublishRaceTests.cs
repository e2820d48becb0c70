using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.Definition;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;
using Paklog.Lakehouse.IntegrationTests.Events;
using Paklog.Lakehouse.Models;
using Paklog.Lakehouse.Runs;
using Paklog.Lakehouse.Steps;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Publishing;

/// <summary>Others commit to the target between the writing and the publishing of a run.</summary>
public sealed class PublishRaceTests : IDisposable
{
    private const string Model = "-- A row is a name.\n-- grain: name\n-- incremental: name = silver.items.name\nselect i.name as name, cast(count(*) as bigint) as items from silver.items i group by i.name\n";

    private static readonly TableIdentifier Items = TableIdentifier.Parse("silver.items");
    private static readonly TableIdentifier Other = TableIdentifier.Parse("silver.other");
    private static readonly CommitInfo Info = new("another", "came in between");
    private static readonly EventSource Source = ScenarioTables.OfItems("s");

    private readonly InputFolder input = new();
    private readonly TemporaryFolder models = new();
    private TestLakehouse lakehouse = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Other_tables_moved_so_the_run_is_published_without_running_again()
    {
        await OpenAsync();
        var audit = await RaceAsync(_ => CreateOtherAsync());
        var report = await lakehouse.RunAsync();
        Assert.Equal(1, audit.Times);
        var commit = (await lakehouse.Workspace.Catalog.LogAsync("main", 1, Token))[0];
        Assert.Equal((report.PublishedAs, 2), (commit.Hash, commit.Parents.Count));
        Assert.NotNull(await lakehouse.Workspace.Catalog.LoadTableAsync(Other, "main", Token));
        await AssertRightAsync();
    }

    [Fact]
    public async Task Tables_that_the_run_wrote_moved_so_it_is_run_again_on_the_new_head()
    {
        await OpenAsync();
        var audit = await RaceAsync(async context =>
        {
            if (context.Before == await HeadAsync() && audits.Add(context.Before) && audits.Count == 1)
                await TouchAsync(Items);
        });
        await lakehouse.RunAsync();
        Assert.Equal(2, audit.Times);
        Assert.Equal("1", (await lakehouse.Workspace.Catalog.LoadTableAsync(Items, "main", Token))!.Metadata.Properties["touched"]);
        await AssertRightAsync();
    }

    [Fact]
    public async Task A_table_that_the_run_only_read_moved_so_it_is_run_again()
    {
        await OpenAsync();
        await new Runner(lakehouse.Workspace, lakehouse.Definition).RunAsync(new RunRequest(["silver.items"]), null, Token);
        var audit = await RaceAsync(async _ =>
        {
            if (audits.Add("first"))
                await TouchAsync(Items);
        });
        await new Runner(lakehouse.Workspace, lakehouse.Definition).RunAsync(new RunRequest(["gold.names"]), null, Token);
        Assert.Equal(2, audit.Times);
        await AssertRightAsync();
    }

    /// <summary>The look at what has moved and the swap are two steps, and a commit between them must be looked at too.</summary>
    [Fact]
    public async Task A_table_that_the_run_read_moves_after_it_was_looked_at()
    {
        await OpenAsync();
        await new Runner(lakehouse.Workspace, lakehouse.Definition).RunAsync(new RunRequest(["silver.items"]), null, Token);
        var audit = await RaceAsync(async _ =>
        {
            if (audits.Add("first"))
                await CreateOtherAsync();
        });
        var real = lakehouse.Workspace.Catalog;
        var intercepted = CatalogInterceptor.Of(real, async method =>
        {
            if (method == nameof(ICatalog.MergeAsync) && audits.Add("merge"))
                await TouchAsync(Items);
        });
        var workspace = new Workspace(intercepted, lakehouse.Workspace.Embedded, lakehouse.Workspace.Transactions);
        var report = await new Runner(workspace, lakehouse.Definition).RunAsync(new RunRequest(["gold.names"]), null, Token);
        Assert.Contains("merge", audits);
        Assert.Equal((2, await HeadAsync()), (audit.Times, report.PublishedAs));
        await AssertRightAsync();
    }

    [Fact]
    public async Task Tables_that_move_each_time_end_the_run_with_both_heads_and_nothing_published()
    {
        await OpenAsync();
        var heads = new List<string>();
        var audit = await RaceAsync(async context =>
        {
            heads.Add(context.Before);
            await TouchAsync(Items);
        });
        var error = await Assert.ThrowsAsync<LakehouseException>(() => lakehouse.RunAsync());
        Assert.Equal(3, audit.Times);
        Assert.Contains("(silver.items)", error.Message, StringComparison.Ordinal);
        Assert.Contains(heads[^1], error.Message, StringComparison.Ordinal);
        Assert.Contains(await HeadAsync(), error.Message, StringComparison.Ordinal);
        Assert.Null(await lakehouse.Workspace.Catalog.LoadTableAsync(TableIdentifier.Parse("gold.names"), "main", Token));
        Assert.Equal(["main"], (await lakehouse.Workspace.Catalog.ListReferencesAsync(Token)).Select(reference => reference.Name));
    }

    [Fact]
    public async Task What_was_taken_back_from_the_target_does_not_come_back_by_the_run()
    {
        await OpenAsync();
        var first = await HeadAsync();
        await CreateOtherAsync();
        var audit = await RaceAsync(async context =>
        {
            if (audits.Add("first"))
                await lakehouse.Workspace.Catalog.AssignBranchAsync("main", context.Before, first, Token);
        });
        await lakehouse.RunAsync();
        Assert.Equal(2, audit.Times);
        Assert.Null(await lakehouse.Workspace.Catalog.LoadTableAsync(Other, "main", Token));
        await AssertRightAsync();
    }

    public void Dispose()
    {
        lakehouse?.Dispose();
        input.Dispose();
        models.Dispose();
    }

    private readonly HashSet<string> audits = [];

    /// <summary>Two items have been landed, and nothing was run yet.</summary>
    private async Task OpenAsync()
    {
        Directory.CreateDirectory(Path.Combine(models.Path, "gold"));
        await File.WriteAllTextAsync(Path.Combine(models.Path, "gold", "names.sql"), Model, Token);
        var contracts = ScenarioTables.Define(ScenarioTables.Items).Contracts;
        lakehouse = await TestLakehouse.OpenAsync(LakehouseDefinition.Create("race", contracts, ModelFile.LoadFolder(models.Path), new Dictionary<string, IReadOnlyList<LookUp>>(), [], "UTC"));
        await input.LandAsync(lakehouse, "items.jsonl", Source.Create(10, "1", "a", 1).Record + "\n" + Source.Create(20, "2", "a", 2).Record + "\n");
    }

    private Task<AtAudit> RaceAsync(Func<AuditContext, Task> work)
    {
        var audit = new AtAudit(work);
        lakehouse.Redefine(lakehouse.Definition with { Audits = [audit] });
        return Task.FromResult(audit);
    }

    private async Task<string> HeadAsync() => (await lakehouse.Workspace.Catalog.LoadReferenceAsync("main", Token))!.Hash;

    private Task CreateOtherAsync()
    {
        var transaction = lakehouse.Workspace.Begin("main");
        transaction.Table(Other).Create(new Schema([NestedField.RequiredField(1, "id", PrimitiveType.Long)]), PartitionSpec.Unpartitioned);
        return transaction.CommitAsync(Info, Token);
    }

    /// <summary>Another writer changes the table; where there is none it makes one.</summary>
    private async Task TouchAsync(TableIdentifier table)
    {
        if (await lakehouse.Workspace.Catalog.LoadTableAsync(table, "main", Token) is { } found)
        {
            var next = int.Parse(found.Metadata.Properties.GetValueOrDefault("touched", "0"), System.Globalization.CultureInfo.InvariantCulture) + 1;
            await lakehouse.Workspace.Catalog.CommitAsync("main", [new TableCommit(table, [], [new SetProperties(new Dictionary<string, string> { ["touched"] = $"{next}" })])], Info, Token);
            return;
        }

        var transaction = lakehouse.Workspace.Begin("main");
        transaction.Table(table).Create(
            new Schema([NestedField.RequiredField(1, "id", IcebergType.String), NestedField.Optional(2, "name", IcebergType.String), NestedField.Optional(3, "size", PrimitiveType.Int)]),
            PartitionSpec.Unpartitioned,
            properties: new Dictionary<string, string> { ["touched"] = "1" });
        await transaction.CommitAsync(Info, Token);
    }

    /// <summary>Each table has what it should have, whoever came in between.</summary>
    private async Task AssertRightAsync()
    {
        lakehouse.Redefine(lakehouse.Definition with { Audits = [] });
        Assert.Equal(2, (await lakehouse.RowsAsync("silver.items")).Count);
        (await lakehouse.CompareWithFullRunAsync()).AssertNone();
    }
}
