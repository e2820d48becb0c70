using Paklog.Lakehouse.Definition;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.IntegrationTests.Events;
using Paklog.Lakehouse.Maintenance;
using Paklog.Lakehouse.Nessie;
using Paklog.Lakehouse.Testing;
using Paklog.Lakehouse.Testing.Events;

namespace Paklog.Lakehouse.IntegrationTests.Nessie;

/// <summary>Maintenance of tables that Nessie names: what its other branches and tags need stays.</summary>
[Collection(NessieCollection.Name)]
public sealed class MaintenanceTests(NessieServer server) : IDisposable
{
    private static readonly LakehouseDefinition Definition = ScenarioTables.Define(ScenarioTables.Items, ScenarioTables.Prices);

    private readonly TemporaryFolder folder = new();
    private int files;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Files_are_compacted_and_snapshots_expire_that_no_branch_and_no_tag_needs()
    {
        var uri = await server.EmptyAsync(Token);
        NessieCatalog? catalog = null;
        using var lakehouse = await TestLakehouse.OpenAsync(Definition, openCatalog: async warehouse => catalog = await NessieCatalog.OpenAsync(uri, warehouse, new LocalFileIO(), cancellationToken: Token));
        using var opened = catalog!;
        var items = ScenarioTables.OfItems("kept");
        var (heads, consumed) = (new Dictionary<string, long>(), 0L);
        for (var step = 0; step < 6; step++)
        {
            await LandAsync(lakehouse, items.Create((10 * step) + 1, $"{step}", "a", 1), items.Update((10 * step) + 2, $"{step}", "b", 1));
            if (step == 4)
                continue; // the run of the next step has two snapshots to consume
            await lakehouse.RunAsync();
            if (step is not (0 or 2))
                continue;
            var (name, kind) = step == 0 ? ("v1", ReferenceKind.Tag) : ("staging", ReferenceKind.Branch);
            await opened.CreateReferenceAsync(name, kind, (await opened.LoadReferenceAsync("main", Token))!.Hash, Token);
            heads.Add(name, consumed = (await LoadAsync(opened, "bronze.items", name)).Metadata.CurrentSnapshotId!.Value);
        }

        var reports = await MaintainAsync(lakehouse);
        Assert.Contains(reports, report => report is { Table.Name: "items", Compaction.FilesWritten: 1 });
        var bronze = (await LoadAsync(opened, "bronze.items", "main")).Metadata;

        // The tag's head stays; from the snapshot that staging's tables have consumed, everything that came after. What came between both is gone.
        Assert.All(heads.Values, head => Assert.NotNull(bronze.FindSnapshot(head)));
        Assert.True(bronze.IsAncestor(consumed, bronze.CurrentSnapshotId!.Value));
        Assert.Contains(reports, report => report is { Table.Name: "items", Expiry.Snapshots.Count: > 0 });
        foreach (var (reference, count) in new[] { ("v1", 1), ("staging", 3), ("main", 6) })
            Assert.Equal((reference, 2L * count, (long)count), (reference, await CountAsync(lakehouse, opened, "bronze.items", reference), await CountAsync(lakehouse, opened, "silver.items", reference)));

        Assert.Empty((await lakehouse.RunAsync()).Tables);
        (await lakehouse.CompareWithFullRunAsync()).AssertNone();
        await LandAsync(lakehouse, items.Update(100, "0", "c", 1));
        await MaintainAsync(lakehouse);
        Assert.DoesNotContain((await lakehouse.RunAsync()).Tables, table => table.Reason.Contains("gone", StringComparison.Ordinal));
        (await lakehouse.CompareWithFullRunAsync()).AssertNone();
    }

    private static async Task<Table> LoadAsync(NessieCatalog catalog, string table, string reference) => (await catalog.LoadTableAsync(TableIdentifier.Parse(table), reference, Token))!;

    private static async Task<long> CountAsync(TestLakehouse lakehouse, NessieCatalog catalog, string table, string reference) =>
        lakehouse.Count($"select count(*) from {await lakehouse.RelationAsync(await LoadAsync(catalog, table, reference))}");

    private static async Task<List<MaintenanceReport>> MaintainAsync(TestLakehouse lakehouse)
    {
        var request = new MaintenanceRequest(null, MaintenanceSteps.All, 1_000_000, 2, RewriteAll: false, TimeSpan.Zero, 1, DryRun: false);
        var reports = await new Maintainer(lakehouse.Workspace, ICatalog.MainBranch).RunAsync(request, null, Token).ToListAsync(Token);
        Assert.All(reports, report => Assert.Equal((null, 0), (report.Refused, report.Compaction?.Skipped.Count ?? 0)));
        return reports;
    }

    private async Task LandAsync(TestLakehouse lakehouse, params IReadOnlyList<ChangeLine> lines)
    {
        var file = Path.Combine(folder.Path, $"{files++}.jsonl");
        await File.WriteAllLinesAsync(file, lines.Select(line => line.Record), Token);
        await lakehouse.LandAsync(file);
    }
}
