using System.Globalization;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.IntegrationTests.Events;
using Paklog.Lakehouse.IntegrationTests.Generated;
using Paklog.Lakehouse.IntegrationTests.Recordings;
using Paklog.Lakehouse.Testing;
using Paklog.Lakehouse.Testing.Events;

namespace Paklog.Lakehouse.IntegrationTests.Spark;

/// <summary>The same lakehouse on two engines: equal tables, row for row, whoever computed what. PAKLOG_SPARK_MAIN=1 takes the main recording too.</summary>
public sealed class TwoEnginesTests(SparkEngineFixture fixture) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Warehouse => Path.Combine(folder.Path, "warehouse");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_recording_gives_equal_tables()
    {
        using var expected = await TestLakehouse.OpenAsync();
        await expected.LandAsync(Recording.Small("plain"));
        await expected.RunAsync();
        using var onSpark = await fixture.OpenAsync(warehouse: Warehouse);
        await onSpark.LandAsync(Recording.Small("plain"));
        await onSpark.RunAsync();

        (await TableDifferences.FindAsync(expected, onSpark)).AssertNone();
        foreach (var lakehouse in (TestLakehouse[])[expected, onSpark])
            await AssertInOrderOfKeysAsync(lakehouse);
    }

    /// <summary>A table that is written whole stands in the order of its key: in each file, and from file to file of a partition.</summary>
    private static async Task AssertInOrderOfKeysAsync(TestLakehouse lakehouse)
    {
        var tables = await lakehouse.DerivedTablesAsync();
        foreach (var contract in lakehouse.Definition.Contracts)
        {
            foreach (var (name, partition) in ((string, string)[])[($"silver.{contract.Table}", "true"), ($"silver.{contract.Table}_history", "is_current")])
            {
                if (!tables.TryGetValue(name, out var table))
                    continue;
                var relation = await lakehouse.Workspace.Embedded.Reader.ReadAsync(table.NewScan(lakehouse.Workspace.Embedded.Reader.Manifests), withPosition: true, TestContext.Current.CancellationToken);
                var rows = $"(select _file, _pos, {partition} as p, struct_pack({string.Join(", ", contract.Key.Select(column => $"{column} := {column}"))}) as key from {relation.Sql})";
                Assert.Equal(0, lakehouse.Count($"select count(*) from (select key, lag(key) over (partition by _file order by _pos) as before from {rows}) where before > key"));
                Assert.Equal(0, lakehouse.Count($"select count(*) from (select least, lag(greatest) over (partition by p order by least) as before from (select p, min(key) as least, max(key) as greatest from {rows} group by p, _file)) where before > least"));
            }
        }
    }

    [Fact]
    public async Task The_main_recording_gives_equal_tables()
    {
        if (Environment.GetEnvironmentVariable("PAKLOG_SPARK_MAIN") != "1")
            Assert.Skip("Takes minutes: set PAKLOG_SPARK_MAIN=1 to run it.");
        using var expected = await TestLakehouse.OpenAsync();
        await expected.LandAsync(Recording.Main);
        await expected.RunAsync();
        using var onSpark = await fixture.OpenAsync(warehouse: Warehouse);
        await onSpark.LandAsync(Recording.Main);
        await onSpark.RunAsync();

        (await TableDifferences.FindAsync(expected, onSpark)).AssertNone();
    }

    [Fact]
    public async Task Each_goes_on_where_the_other_stopped()
    {
        var random = new Random(7);
        var lines = ((string[])["items", "docs"])
            .SelectMany(kind => Enumerable.Range(0, 3), (kind, number) => new EventGenerator($"{kind}7-{number}", kind, new Random(7000 + number)).Make(steps: 20)).SelectMany(scenario => scenario.Lines).ToArray();
        random.Shuffle(lines);
        var definition = ScenarioTables.Definition;
        using var expected = await TestLakehouse.OpenAsync(definition);
        await expected.LandAsync(Write("all", lines));
        await expected.RunAsync();
        using var embedded = await TestLakehouse.OpenAsync(definition, Warehouse);
        using var onSpark = await fixture.OpenAsync(definition, Warehouse);
        var batches = lines.Chunk(lines.Length / 3 + 1).ToList();
        foreach (var (index, lakehouse) in ((TestLakehouse[])[embedded, onSpark, embedded]).Index())
        {
            await lakehouse.LandAsync(Write($"batch{index}", batches[index]));
            await lakehouse.RunAsync();
        }

        (await TableDifferences.FindAsync(expected, embedded)).AssertNone();
    }

    /// <summary>What the embedded engine began is kept up by both in one run: Silver of the largest tables by Spark, and the models that read it by the embedded engine.</summary>
    [Fact]
    public async Task Steps_of_small_tables_are_the_embedded_engines_and_give_equal_tables()
    {
        var halves = Recording.Split(Recording.Small("plain"), 2, folder.Path);
        using var expected = await TestLakehouse.OpenAsync();
        using var before = await TestLakehouse.OpenAsync(warehouse: Warehouse);
        foreach (var (lakehouse, half) in ((TestLakehouse, string)[])[(before, halves[0]), (expected, halves[0]), (expected, halves[1])])
        {
            await lakehouse.LandAsync(half);
            await lakehouse.RunAsync();
        }

        using var mixed = await fixture.OpenAsync(warehouse: Warehouse, embeddedThreshold: await BytesAsync(expected, "bronze.orders"));
        await mixed.LandAsync(halves[1]);
        var engines = (await mixed.RunAsync()).Tables.ToLookup(table => table.Engine, table => table.Table);

        Assert.Equal(["silver.customers", "silver.customers_history", "silver.order_items", "silver.orders"], engines["spark"].Order());
        Assert.Empty(((string[])["silver.payments", "gold.fact_orders", "gold.dim_customer"]).Except(engines["embedded"]));
        (await TableDifferences.FindAsync(expected, mixed)).AssertNone();
    }

    private static async Task<long> BytesAsync(TestLakehouse lakehouse, string table)
    {
        var loaded = await lakehouse.Workspace.Catalog.LoadTableAsync(TableIdentifier.Parse(table), ICatalog.MainBranch, TestContext.Current.CancellationToken);
        return long.Parse(loaded!.Metadata.CurrentSnapshot!.Summary[SnapshotSummaryKeys.TotalFilesSize], CultureInfo.InvariantCulture);
    }

    private string Write(string name, IEnumerable<ChangeLine> lines)
    {
        var file = Path.Combine(folder.Path, name + ".jsonl");
        File.WriteAllLines(file, lines.Select(line => line.Record));
        return file;
    }
}
