using Paklog.Lakehouse.Definition;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.IntegrationTests.Events;
using Paklog.Lakehouse.IntegrationTests.Faults;
using Paklog.Lakehouse.IntegrationTests.Generated;
using Paklog.Lakehouse.Maintenance;
using Paklog.Lakehouse.Testing;
using Paklog.Lakehouse.Testing.Events;

namespace Paklog.Lakehouse.IntegrationTests.Maintenance;

/// <summary>Maintenance between landings and runs, as often and as hard as can be: no event is lost and none counts twice, and every reference keeps its rows.</summary>
public sealed class MaintainedLakehouseTests(SparkFixture spark) : IDisposable
{
    private static readonly LakehouseDefinition Definition = ScenarioTables.Define(ScenarioTables.Items, ScenarioTables.Prices);

    private readonly TemporaryFolder folder = new();
    private int files;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Events_that_wait_are_consumed_exactly_once()
    {
        var lines = new[] { "items", "prices" }.SelectMany(kind => Enumerable.Range(0, 4), (kind, number) => new EventGenerator($"{kind}{number}", kind, new Random(number)).Make(steps: 20)).SelectMany(scenario => scenario.Lines).ToArray();
        new Random(7).Shuffle(lines);
        using var expected = await TestLakehouse.OpenAsync(Definition);
        await LandAsync(expected, lines);
        await expected.RunAsync();
        using var lakehouse = await TestLakehouse.OpenAsync(Definition);
        foreach (var (part, index) in lines.Chunk(lines.Length / 8 + 1).Select((part, index) => (part, index)))
        {
            await LandAsync(lakehouse, part);
            await MaintainAsync(lakehouse);
            if (index % 3 != 1)
                continue;
            var report = await lakehouse.RunAsync();
            Assert.DoesNotContain(report.Tables, table => index > 1 && table.Table.StartsWith("silver.", StringComparison.Ordinal) && table.Reason.Contains("gone", StringComparison.Ordinal));
            await MaintainAsync(lakehouse);
        }

        await lakehouse.RunAsync();
        (await TableDifferences.FindAsync(expected, lakehouse)).AssertNone();
        await MaintainAsync(lakehouse);
        Assert.Empty((await lakehouse.RunAsync()).Tables);
        (await TableDifferences.FindAsync(expected, lakehouse)).AssertNone();
        (await lakehouse.CompareWithFullRunAsync()).AssertNone();
        var again = await LandAsync(lakehouse, [.. lines.Select(line => line with { Offset = (line.Offset ?? line.Position) + 100_000 })]);
        Assert.Equal(0, again.Counts.Landed);
        await new WarehouseFiles(lakehouse.Warehouse).CheckAsync();
    }

    [Fact]
    public async Task A_snapshot_that_is_yet_to_be_consumed_on_another_branch_stays()
    {
        var items = ScenarioTables.OfItems("branches");
        using var lakehouse = await TestLakehouse.OpenAsync(Definition);
        await LandAsync(lakehouse, [items.Create(10, "1", "a", 1), items.Create(20, "2", "b", 1)]);
        await lakehouse.RunAsync();
        var consumed = (await BronzeAsync(lakehouse)).Metadata.CurrentSnapshotId!.Value;
        var catalog = lakehouse.Workspace.Catalog;
        await catalog.CreateReferenceAsync("staging", ReferenceKind.Branch, (await catalog.LoadReferenceAsync("main", Token))!.Hash, Token);
        for (var step = 0; step < 3; step++)
        {
            await LandAsync(lakehouse, [items.Update(30 + step, "1", $"c{step}", 1)]);
            await lakehouse.RunAsync();
        }

        await MaintainAsync(lakehouse);
        var kept = (await BronzeAsync(lakehouse)).Metadata;
        Assert.NotNull(kept.FindSnapshot(consumed));
        Assert.True(kept.IsAncestor(consumed, kept.CurrentSnapshotId!.Value));

        await catalog.DeleteReferenceAsync("staging", (await catalog.LoadReferenceAsync("staging", Token))!.Hash, Token);
        await MaintainAsync(lakehouse);
        Assert.Null((await BronzeAsync(lakehouse)).Metadata.FindSnapshot(consumed));
        Assert.Empty((await lakehouse.RunAsync()).Tables);
    }

    [Fact]
    public async Task A_branch_and_a_tag_keep_all_their_rows_for_Spark()
    {
        using var lakehouse = await TestLakehouse.OpenAsync(Definition);
        var catalog = lakehouse.Workspace.Catalog;
        var items = ScenarioTables.OfItems("kept");
        var rows = new Dictionary<string, int>();
        foreach (var (name, kind, step) in new[] { ("v1", ReferenceKind.Tag, 0), ("staging", ReferenceKind.Branch, 1), ("main", ReferenceKind.Branch, 2) })
        {
            await LandAsync(lakehouse, [items.Create((10 * step) + 1, $"{step}", "a", 1), items.Create((10 * step) + 2, $"{step + 100}", "b", 1)]);
            await lakehouse.RunAsync();
            if (name != "main")
                await catalog.CreateReferenceAsync(name, kind, (await catalog.LoadReferenceAsync("main", Token))!.Hash, Token);
            rows.Add(name, 2 * (step + 1));
        }

        for (var time = 0; time < 3; time++)
            await MaintainAsync(lakehouse, rewriteAll: true);
        var session = await spark.SessionAsync(Token);
        foreach (var (name, count) in rows)
        {
            foreach (var table in (string[])["bronze.items", "silver.items"])
            {
                var location = (await catalog.LoadTableAsync(TableIdentifier.Parse(table), name, Token))!.MetadataLocation;
                var known = $"kept.{name}_{table.Replace('.', '_')}";
                await session.RegisterAsync(known, location, Token);
                var read = Assert.Single(await session.SqlAsync($"SELECT count(*) AS n, count(DISTINCT {(table[0] == 'b' ? "_event_id" : "id")}) AS d FROM lake.{known}", Token));
                Assert.Equal((name, table, count, count), (name, table, read.GetProperty("n").GetInt32(), read.GetProperty("d").GetInt32()));
            }
        }

        await new WarehouseFiles(lakehouse.Warehouse).CheckAsync();
        Assert.Empty(await ((EmbeddedCatalog)catalog).FindOrphansAsync(DateTimeOffset.MaxValue, [], cancellationToken: Token));
    }

    private static async Task<Table> BronzeAsync(TestLakehouse lakehouse) => (await lakehouse.Workspace.Catalog.LoadTableAsync(TableIdentifier.Parse("bronze.items"), "main", Token))!;

    /// <summary>Everything that can be done, with no patience at all: two files are many, a snapshot is old at once, and no file waits.</summary>
    private static async Task MaintainAsync(TestLakehouse lakehouse, bool rewriteAll = false)
    {
        var request = new MaintenanceRequest(null, MaintenanceSteps.All, 1_000_000, 2, rewriteAll, TimeSpan.Zero, 1, DryRun: false);
        await foreach (var report in new Maintainer(lakehouse.Workspace, ICatalog.MainBranch).RunAsync(request, null, Token))
            Assert.Equal((null, 0), (report.Refused, report.Compaction?.Skipped.Count ?? 0));
        var catalog = (EmbeddedCatalog)lakehouse.Workspace.Catalog;
        for (var phase = 0; phase < 2; phase++)
            await catalog.SweepAsync(await catalog.PlanSweepAsync(TimeSpan.Zero, DateTimeOffset.UtcNow, Token), _ => { }, Token);
    }

    private async Task<Bronze.LandingReport> LandAsync(TestLakehouse lakehouse, IReadOnlyList<ChangeLine> lines)
    {
        var file = Path.Combine(folder.Path, $"{files++}.jsonl");
        await File.WriteAllLinesAsync(file, lines.Select(line => line.Record), Token);
        return await lakehouse.LandAsync(file);
    }
}
