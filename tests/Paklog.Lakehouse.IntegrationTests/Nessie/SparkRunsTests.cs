using Paklog.Lakehouse.Branches;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.IntegrationTests.Events;
using Paklog.Lakehouse.IntegrationTests.Spark;
using Paklog.Lakehouse.Nessie;
using Paklog.Lakehouse.Testing;
using Paklog.Lakehouse.Testing.Events;

namespace Paklog.Lakehouse.IntegrationTests.Nessie;

/// <summary>Runs on the Spark engine over Nessie: the driver's process commits, so branches, publishing and rollback are those of any engine.</summary>
[Collection(NessieCollection.Name)]
public sealed class SparkRunsTests(NessieServer server, SparkEngineFixture spark) : IDisposable
{
    private static readonly EventSource Items = ScenarioTables.OfItems("s");

    private readonly InputFolder input = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => input.Dispose();

    [Fact]
    public async Task Tables_are_published_and_rolled_back_as_by_the_embedded_engine()
    {
        var definition = ScenarioTables.Define(ScenarioTables.Items);
        ChangeLine[] first = [Items.Create(10, "1", "a", 1), Items.Create(20, "2", "b", 2), Items.Create(30, "3", "c", 99999999999)];
        ChangeLine[] second = [Items.Update(40, "1", "d", 1), Items.Delete(50, "2", "b", 2), Items.Create(60, "4", "e", 3)];
        var uri = await server.EmptyAsync(Token);
        NessieCatalog? catalog = null;
        using var lakehouse = await spark.OpenAsync(definition, openCatalog: async warehouse => catalog = await NessieCatalog.OpenAsync(uri, warehouse, new LocalFileIO(), cancellationToken: Token));
        using var opened = catalog!;
        using var before = await TestLakehouse.OpenAsync(definition);
        using var after = await TestLakehouse.OpenAsync(definition);
        await input.LandAndRunAsync(before, first);
        await input.LandAndRunAsync(after, [.. first, .. second]);

        var report = await input.LandAndRunAsync(lakehouse, first);
        var then = (await opened.LoadReferenceAsync(ICatalog.MainBranch, Token))!.Hash;
        Assert.Equal(then, report.PublishedAs);
        Assert.Equal(["main"], (await opened.ListReferencesAsync(Token)).Select(reference => reference.Name));
        (await TableDifferences.FindAsync(before, lakehouse)).AssertNone();
        await input.LandAndRunAsync(lakehouse, second);
        (await TableDifferences.FindAsync(after, lakehouse)).AssertNone();

        await new Rollback(opened).TableAsync(TableIdentifier.Parse("silver.items"), ICatalog.MainBranch, then, Token);
        Assert.Equal(await CountAsync(before), await CountAsync(lakehouse));
        await lakehouse.RunAsync();
        (await TableDifferences.FindAsync(after, lakehouse)).AssertNone();

        await new Rollback(opened).BranchAsync(ICatalog.MainBranch, then, Token);
        (await TableDifferences.FindAsync(before, lakehouse)).AssertNone();
        await input.LandAndRunAsync(lakehouse, second);
        (await TableDifferences.FindAsync(after, lakehouse)).AssertNone();
    }

    private static async Task<int> CountAsync(TestLakehouse lakehouse) => (await lakehouse.RowsAsync("silver.items")).Count;
}
