using Paklog.Lakehouse.Definition;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.IntegrationTests.Events;
using Paklog.Lakehouse.IntegrationTests.Generated;
using Paklog.Lakehouse.Testing;
using Paklog.Lakehouse.Testing.Events;

namespace Paklog.Lakehouse.IntegrationTests.Arrivals;

/// <summary>Real Spark compacts, expires and overwrites Bronze between runs, while events wait to be consumed: none is lost and none counts twice.</summary>
public sealed class ForeignBronzeTests(SparkFixture spark) : IDisposable
{
    private static readonly CommitInfo Info = new("tests", "as Spark left it");
    private static readonly LakehouseDefinition Definition = ScenarioTables.Define(ScenarioTables.Items, ScenarioTables.Prices);

    private readonly TemporaryFolder folder = new();
    private int files;

    public static TheoryData<string, string[]> Changes { get; } = new(
        ("compacted", [Compact]),
        ("compacted and expired", [Compact, Unprotect, Expire]),
        ("expired", [Unprotect, Expire]),
        ("compacted and what waits expired", [Compact, Unprotect, ExpireWaiting]),
        ("overwritten by its own rows", ["INSERT OVERWRITE {table} SELECT * FROM {table}"]),
        ("written again by a merge", ["MERGE INTO {table} t USING (SELECT * FROM {table} WHERE op <> 'r') s ON t._event_id = s._event_id WHEN MATCHED THEN UPDATE SET *"]));

    private const string Compact = "CALL lake.system.rewrite_data_files(table => '{name}', options => map('rewrite-all', 'true'))";

    /// <summary>Our tables forbid it to other engines (gc.enabled), since branches of the catalog share files; an operator may lift that.</summary>
    private const string Unprotect = "ALTER TABLE {table} SET TBLPROPERTIES ('gc.enabled' = 'true')";
    private const string Expire = "CALL lake.system.expire_snapshots(table => '{name}', older_than => TIMESTAMP '2100-01-01 00:00:00', retain_last => 1)";
    private const string ExpireWaiting = "CALL lake.system.expire_snapshots(table => '{name}', older_than => TIMESTAMP '2000-01-01 00:00:00', snapshot_ids => ARRAY({waiting}))";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Nothing_is_lost_and_nothing_counts_twice(string change, string[] statements)
    {
        var seed = change.Length;
        var lines = new[] { "items", "prices" }.SelectMany(kind => Enumerable.Range(0, 4), (kind, number) => new EventGenerator($"{kind}{seed}-{number}", kind, new Random(seed * 1000 + number)).Make(steps: 20)).SelectMany(scenario => scenario.Lines).ToArray();
        new Random(seed).Shuffle(lines);
        using var expected = await TestLakehouse.OpenAsync(Definition);
        await LandAsync(expected, lines);
        await expected.RunAsync();
        using var lakehouse = await TestLakehouse.OpenAsync(Definition);
        var thirds = lines.Chunk(lines.Length / 3 + 1).ToList();

        await LandAsync(lakehouse, thirds[0]);
        await lakehouse.RunAsync();
        var consumed = await SnapshotsAsync(lakehouse);
        await LandAsync(lakehouse, thirds[1]);
        await ChangeAsync(lakehouse, consumed, statements);
        await LandAsync(lakehouse, thirds[2]);
        await lakehouse.RunAsync();
        (await TableDifferences.FindAsync(expected, lakehouse)).AssertNone();

        // What came before the change is known to the landing still.
        var again = await LandAsync(lakehouse, [.. lines.Select(line => line with { Offset = (line.Offset ?? line.Position) + 100_000 })]);
        Assert.Equal(0, again.Counts.Landed);
        await lakehouse.RunAsync();
        (await TableDifferences.FindAsync(expected, lakehouse)).AssertNone();
    }

    [Fact]
    public async Task Events_that_another_engine_deleted_are_gone_from_the_tables()
    {
        var items = ScenarioTables.OfItems("gone");
        ChangeLine[] kept = [items.Create(10, "1", "a", 1), items.Create(20, "2", "b", 1), items.Update(30, "1", "c", 1)];
        using var expected = await TestLakehouse.OpenAsync(Definition);
        await LandAsync(expected, kept);
        await expected.RunAsync();
        using var lakehouse = await TestLakehouse.OpenAsync(Definition);
        await LandAsync(lakehouse, [.. kept.Take(2), items.Create(11, "3", "x", 1), items.Update(12, "1", "y", 1)]);
        await lakehouse.RunAsync();
        await LandAsync(lakehouse, [kept[2]]);

        await ChangeAsync(lakehouse, await SnapshotsAsync(lakehouse), ["DELETE FROM {table} WHERE source_pos2 IN (11, 12)"]);
        await lakehouse.RunAsync();

        (await TableDifferences.FindAsync(expected, lakehouse)).AssertNone();
    }

    private async Task<Bronze.LandingReport> LandAsync(TestLakehouse lakehouse, IReadOnlyList<ChangeLine> lines)
    {
        var file = Path.Combine(folder.Path, $"{files++}.jsonl");
        await File.WriteAllLinesAsync(file, lines.Select(line => line.Record), Token);
        return await lakehouse.LandAsync(file);
    }

    private static async Task<Dictionary<string, long>> SnapshotsAsync(TestLakehouse lakehouse)
    {
        var snapshots = new Dictionary<string, long>();
        foreach (var identifier in await lakehouse.Workspace.Catalog.ListTablesAsync("bronze", ICatalog.MainBranch, Token))
            snapshots.Add(identifier.Name, (await lakehouse.Workspace.Catalog.LoadTableAsync(identifier, ICatalog.MainBranch, Token))!.Metadata.CurrentSnapshotId!.Value);
        return snapshots;
    }

    /// <summary>Gives each Bronze table of events to Spark, and takes back what it has made of it.</summary>
    private async Task ChangeAsync(TestLakehouse lakehouse, Dictionary<string, long> consumed, IReadOnlyList<string> statements)
    {
        var session = await spark.SessionAsync(Token);
        var ns = "b" + Path.GetFileName(folder.Path).Replace("-", "_", StringComparison.Ordinal).ToLowerInvariant();
        var catalog = lakehouse.Workspace.Catalog;
        foreach (var (table, waiting) in (await SnapshotsAsync(lakehouse)).Where(table => table.Key is not ("_landed" or "dead_letters") && consumed.ContainsKey(table.Key)))
        {
            var identifier = new TableIdentifier("bronze", table);
            await session.RegisterAsync($"{ns}.{table}", (await catalog.LoadTableAsync(identifier, ICatalog.MainBranch, Token))!.MetadataLocation, Token);
            foreach (var statement in statements)
            {
                var sql = statement.Replace("{table}", $"lake.{ns}.{table}", StringComparison.Ordinal).Replace("{name}", $"{ns}.{table}", StringComparison.Ordinal)
                    .Replace("{waiting}", $"{waiting}", StringComparison.Ordinal);
                await session.SqlAsync(sql, Token);
            }

            await catalog.DropTableAsync(ICatalog.MainBranch, identifier, Info, Token);
            await catalog.RegisterTableAsync(ICatalog.MainBranch, identifier, await session.MetadataLocationAsync($"{ns}.{table}", Token), Info, Token);
        }
    }
}
