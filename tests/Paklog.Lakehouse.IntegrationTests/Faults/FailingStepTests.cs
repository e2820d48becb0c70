using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.Definition;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.IntegrationTests.Events;
using Paklog.Lakehouse.Models;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Faults;

/// <summary>A step that fails midway leaves nothing behind, on either engine: no column, no row, no file; the steps beside it are published.</summary>
public sealed class FailingStepTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Columns_that_a_step_added_before_its_rows_failed_are_taken_back()
    {
        var source = ScenarioTables.OfItems("i");
        var good = ScenarioTables.Define(ScenarioTables.Items);
        using var lakehouse = await TestLakehouse.OpenAsync(Define("select i.id as id from silver.items i", good));
        await lakehouse.LandAsync(Write("1.jsonl", source.Create(1, "1", "a", 1).Record));
        await lakehouse.RunAsync();
        await lakehouse.LandAsync(Write("2.jsonl", source.Create(2, "2", "b", 2).Record));
        var table = (await lakehouse.DerivedTablesAsync())["gold.twice"];
        foreach (var file in await lakehouse.FilesAsync("gold.twice"))
            await File.WriteAllTextAsync(Location.ToLocalPath(file), "no Parquet", Token);
        lakehouse.Redefine(Define("select i.id as id, i.name as name from silver.items i", good));

        var report = await lakehouse.TryRunAsync();

        var failure = Assert.Single(report.Failures);
        Assert.Equal(["gold.twice"], failure.Tables);
        Assert.NotNull(failure.Cause);
        Assert.Equal(2, (await lakehouse.RowsAsync("silver.items")).Count);
        var after = (await lakehouse.DerivedTablesAsync())["gold.twice"];
        Assert.Equal((table.Metadata.CurrentSnapshotId, table.Metadata.CurrentSchema.Fields.Count, table.MetadataLocation), (after.Metadata.CurrentSnapshotId, after.Metadata.CurrentSchema.Fields.Count, after.MetadataLocation));
        Assert.Equal(["main"], (await lakehouse.Workspace.Catalog.ListReferencesAsync(Token)).Select(reference => reference.Name));
        Assert.NotNull(report.PublishedAs);
    }

    private string Write(string name, string line)
    {
        var path = Path.Combine(folder.Path, name);
        File.WriteAllText(path, line + "\n");
        return path;
    }

    private LakehouseDefinition Define(string select, LakehouseDefinition good)
    {
        var model = Path.Combine(folder.Path, "sql", "gold", "twice.sql");
        Directory.CreateDirectory(Path.GetDirectoryName(model)!);
        File.WriteAllText(model, $"-- A row is an item.\n-- grain: id\n{select}\n");
        return LakehouseDefinition.Create("twice", good.Contracts, ModelFile.LoadFolder(Path.Combine(folder.Path, "sql")), new Dictionary<string, IReadOnlyList<LookUp>>(), [], "UTC");
    }
}
