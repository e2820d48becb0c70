using Paklog.Lakehouse.Bronze;
using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.Definition;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.IntegrationTests.Arrivals;
using Paklog.Lakehouse.IntegrationTests.Events;
using Paklog.Lakehouse.IntegrationTests.Fulfilment;
using Paklog.Lakehouse.IntegrationTests.Recordings;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Faults;

/// <summary>
/// Events that were held back and now may land, with all that a replay can meet: rows of the demo's recording as bare values, which came before there were contracts, some twice; orders of two epochs that
/// contradict one another and have left Bronze for it; and one line that is no JSON and never lands.
/// </summary>
internal sealed class HeldBack : IDisposable
{
    private const int Orders = 40;

    private readonly TemporaryFolder folder = new();
    private readonly LakehouseDefinition mended = TestLakehouse.Paklog with { Epochs = [new Epoch("ecom", 1, 2, null, null)] };

    private TestLakehouse? undisturbed;

    public HeldBack()
    {
        foreach (var (from, to) in Directory.EnumerateFiles(Repository.Path("conf"), "*", SearchOption.AllDirectories).Select(file => (file, Path.Combine(Conf, Path.GetRelativePath(Repository.Path("conf"), file)))))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.WriteAllText(to, File.ReadAllText(from).Replace("epochs: []", "epochs: [{ source: ecom, number: 1, serverId: 2 }]", StringComparison.Ordinal));
        }

        foreach (var file in Directory.EnumerateFiles(DemoFixture.Recording))
        {
            var values = Recording.ReadLines(file).Select((line, id) => TopicLine.Read(id, line, bare: true)).OfType<TopicLine>().ToList();
            if (values.Count > 0)
                File.WriteAllLines(Path.Combine(Bare, Path.GetFileNameWithoutExtension(file)), values.Concat(values.Where(value => value.Id % 10 == 0)).Select(value => value.Text));
        }

        File.WriteAllText(Path.Combine(Bare, "x-0.jsonl"), "nonsense\n");
        foreach (var server in (long[])[1, 2])
        {
            var orders = Enumerable.Range(1, Orders).Select(n => new OrderRow(100_000 + n, n, "CREATED", "VND", server * n, "HN", n));
            File.WriteAllLines(Epoch(server), orders.Select(order => (order.Table.Create(order.Placed, order.Json) with { ServerId = server, Transaction = order.Id }).Record));
        }
    }

    /// <summary>A configuration in which what was wrong is mended.</summary>
    public string Conf => Path.Combine(folder.Path, "conf");

    private string Bare => Directory.CreateDirectory(Path.Combine(folder.Path, "bare")).FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Lands everything in a new warehouse, and all that has a key is held back.</summary>
    /// <returns>The folder of the warehouse.</returns>
    public async Task<string> LandAsync(string name)
    {
        var warehouse = Path.Combine(folder.Path, name);
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Define(ScenarioTables.Items), warehouse);
        Assert.InRange((await lakehouse.LandAsync(Bare)).Counts.Dead, 2000, long.MaxValue);
        lakehouse.Redefine(TestLakehouse.Paklog);
        Assert.Equal(new LandingCounts(Orders, Orders, 0, 0, 0), (await lakehouse.LandAsync(Epoch(1))).Counts);
        Assert.Equal((Orders, (long)Orders), ((await lakehouse.LandAsync(Epoch(2))) is var second ? (second.Counts.Dead, second.Withdrawn) : default));
        Assert.Empty(await lakehouse.RowsAsync("bronze.orders"));
        return warehouse;
    }

    /// <summary>Bronze has the rows that it has where nothing was ever wrong; only the line that is no JSON is still a dead letter, and <c>_landed</c> counts each event once.</summary>
    public async Task AssertLandedOnceAsync(string warehouse)
    {
        var expected = undisturbed ??= await NeverWrongAsync();
        using var actual = await TestLakehouse.OpenAsync(mended, warehouse);
        var tables = (await expected.Workspace.Catalog.ListTablesAsync("bronze", ICatalog.MainBranch, Token)).Where(table => table != LandedTable.Name && table != DeadLetterTable.Name).ToList();
        var rows = 0L;
        foreach (var table in tables)
        {
            // Both read by one engine: a relation is known to the engine that made it.
            var (theirs, ours) = (await BronzeAsync(actual, expected, table), await BronzeAsync(actual, actual, table));
            rows += actual.Count($"select count(*) from {theirs}");
            Assert.Equal((table, 0, 0), (table, actual.Count($"select count(*) from ({theirs} except all {ours})"), actual.Count($"select count(*) from ({ours} except all {theirs})")));
        }

        Assert.Equal("nonsense", Assert.Single(await actual.RowsAsync("bronze.dead_letters")).GetProperty("original_payload").GetString());
        var sums = Assert.Single(await actual.RowsAsync("bronze._landed", "cast(sum(landed) as bigint) as landed, cast(sum(lines) - sum(landed + duplicate + ignored + dead) as bigint) as rest"));
        Assert.Equal((rows + Orders, 0), (sums.GetProperty("landed").GetInt64(), sums.GetProperty("rest").GetInt64()));
        await new WarehouseFiles(warehouse).CheckAsync();
    }

    public void Dispose()
    {
        undisturbed?.Dispose();
        folder.Dispose();
    }

    private async Task<TestLakehouse> NeverWrongAsync()
    {
        var lakehouse = await TestLakehouse.OpenAsync(mended);
        await lakehouse.LandAsync(Bare, Epoch(1), Epoch(2));
        return lakehouse;
    }

    private string Epoch(long server) => Path.Combine(folder.Path, $"epoch-{server}.jsonl");

    private static async Task<string> BronzeAsync(TestLakehouse reader, TestLakehouse lakehouse, TableIdentifier identifier)
    {
        var table = await lakehouse.Workspace.Catalog.LoadTableAsync(identifier, ICatalog.MainBranch, Token);
        return $"(select * exclude (is_late_arrival, _ingested_at, _landing_id) from {await reader.RelationAsync(table!)})";
    }
}
