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

    private string Write(string name, IEnumerable<ChangeLine> lines)
    {
        var file = Path.Combine(folder.Path, name + ".jsonl");
        File.WriteAllLines(file, lines.Select(line => line.Record));
        return file;
    }
}
