using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.Definition;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.IntegrationTests.Events;
using Paklog.Lakehouse.IntegrationTests.Generated;
using Paklog.Lakehouse.Models;
using Paklog.Lakehouse.Steps;
using Paklog.Lakehouse.Testing;
using Paklog.Lakehouse.Testing.Events;

namespace Paklog.Lakehouse.IntegrationTests.Arrivals;

/// <summary>What was run is run again: over a range, whole, after a late event, under another definition. Nothing changes but what has to.</summary>
public sealed class RestateTests : IDisposable
{
    private readonly EmbeddedEngine engine = new(new EngineOptions { Threads = 1 }, new ManifestCache());
    private readonly TemporaryFolder folder = new();
    private int files;

    public static TheoryData<int> Seeds { get; } = [.. ArrivalSeeds.From(1, 2, whenLong: 4)];

    public void Dispose()
    {
        engine.Dispose();
        folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Forward_again_over_any_range_and_whole_agree(int seed)
    {
        var random = new Random(seed);
        string[] kinds = ["items", "wiped", "docs", "wiped_docs", "lines", "prices"];
        var lines = kinds.SelectMany(kind => Enumerable.Range(0, 3), (kind, number) => new EventGenerator($"{kind}{seed}-{number}", kind, new Random(seed * 1000 + number)).Make(steps: 20)).SelectMany(scenario => scenario.Lines).ToArray();
        var times = lines.Select(line => DateTimeOffset.FromUnixTimeMilliseconds(line.Nanos / 1_000_000)).Order().ToList();
        DateTimeOffset Instant() => times[random.Next(times.Count)].AddMilliseconds(random.Next(2));
        random.Shuffle(lines);

        using var expected = await OpenAsync(lines);
        var stop = Instant();
        await expected.RunAsync(to: stop);
        using var lakehouse = await OpenAsync([]);
        foreach (var batch in lines.Chunk(lines.Length / 3 + 1))
        {
            await LandAsync(lakehouse, batch);
            await lakehouse.RunAsync(to: stop);
        }

        // Up to the horizon that the table has, and up to one that lies before it.
        await AssertSameSoFarAsync(expected, lakehouse);
        var (one, other) = (Instant(), Instant());
        await lakehouse.RunAsync(from: one < other ? one : other, to: stop < one || stop < other ? stop : one < other ? other : one);
        await AssertSameSoFarAsync(expected, lakehouse);

        await expected.RunAsync();
        await lakehouse.RunAsync();
        await AssertSameAsync(expected, lakehouse);
        for (var round = 0; round < 3; round++)
        {
            (one, other) = (Instant(), Instant());
            await lakehouse.RunAsync(from: one < other ? one : other, to: random.Next(3) == 0 ? null : one < other ? other : one);
            await AssertSameAsync(expected, lakehouse);
        }

        await lakehouse.RunAsync(from: one, to: one);
        await AssertSameAsync(expected, lakehouse);
        await lakehouse.RunAsync(full: true);
        await AssertSameAsync(expected, lakehouse);
    }

    [Fact]
    public async Task A_late_event_rewrites_the_files_of_its_key_and_no_other()
    {
        using var lakehouse = await OpenAsync([]);
        var items = ScenarioTables.OfItems("late");
        foreach (var decade in Enumerable.Range(0, 6))
        {
            await LandAsync(lakehouse, Enumerable.Range(decade * 10, 10).SelectMany(key => new[] { items.Create(1000 + key, $"{key:00}", "a", 1), items.Update(2000 + key, $"{key:00}", "c", 1) }));
            await lakehouse.RunAsync();
        }

        var before = await FilesAsync(lakehouse);
        await LandAsync(lakehouse, [items.Update(1500, "34", "b", 9)]);
        var run = await lakehouse.RunAsync();
        var after = await FilesAsync(lakehouse);

        // The current row stays as it was; of the history, the version that the late event ends is the one that changes and the one behind it gets another number.
        Assert.Equal(before["silver.items"], after["silver.items"]);
        var history = run.Tables.Single(table => table.Table == "silver.items_history");
        Assert.Equal((StepMode.Incremental, 3L, 2L), (history.Mode, history.RowsAdded, history.RowsDeleted));
        var gone = before["silver.items_history"].Except(after["silver.items_history"]).ToList();
        Assert.Equal(2, gone.Count);
        Assert.Equal(history.FilesRewritten, gone.Count);
        Assert.Equal(12, before["silver.items_history"].Count);
        Assert.Equal(["a 1034-1500", "b 1500-2034", "c 2034-"], (await lakehouse.RowsAsync("silver.items_history", "name, valid_from, valid_to", "where id = 'late/34' order by version"))
            .Select(row => $"{row.GetProperty("name").GetString()} {Second(row.GetProperty("valid_from").GetString())}-{Second(row.GetProperty("valid_to").GetString())}"));
        (await lakehouse.CompareWithFullRunAsync()).AssertNone();
    }

    [Fact]
    public async Task A_late_event_that_says_nothing_new_rewrites_no_file()
    {
        using var lakehouse = await OpenAsync([]);
        var items = ScenarioTables.OfItems("late");
        await LandAsync(lakehouse, [items.Create(10, "1", "a", 1), items.Update(30, "1", "b", 1)]);
        await lakehouse.RunAsync();
        var before = await FilesAsync(lakehouse);

        await LandAsync(lakehouse, [items.Update(20, "1", "a", 7)]);
        await lakehouse.RunAsync();

        Assert.Equal(before["silver.items"], (await FilesAsync(lakehouse))["silver.items"]);
        Assert.Equal(before["silver.items_history"], (await FilesAsync(lakehouse))["silver.items_history"]);
        Assert.Empty((await lakehouse.RunAsync()).Tables);
    }

    [Fact]
    public async Task A_model_that_changed_is_rebuilt_and_so_is_what_reads_it()
    {
        var items = ScenarioTables.OfItems("m");
        Write("first.sql", "-- A row is an item.\n-- grain: id\n-- incremental: id = silver.items.id\nselect i.id as id, i.name as name from silver.items i\n");
        Write("second.sql", "-- A row is a name.\n-- grain: name\nselect f.name as name, cast(count(*) as bigint) as items from gold.first f group by f.name\n");
        Write("third.sql", "-- A row is an item that has a size.\n-- grain: id\n-- incremental: id = silver.items.id\nselect i.id as id from silver.items i where i.size is not null\n");
        using var lakehouse = await TestLakehouse.OpenAsync(Defined(), engine: engine);
        await LandAsync(lakehouse, [items.Create(10, "1", "a", 1), items.Create(11, "2", "b", null)]);
        await lakehouse.RunAsync();
        Assert.Empty((await lakehouse.RunAsync()).Tables);

        Write("first.sql", "-- A row is an item.\n-- grain: id\n-- incremental: id = silver.items.id\nselect i.id as id, upper(i.name) as name from silver.items i\n");
        lakehouse.Redefine(Defined());
        var run = await lakehouse.RunAsync();

        Assert.Equal(["gold.first Full", "gold.second Full"], run.Tables.Select(table => $"{table.Table} {table.Mode}").Order(StringComparer.Ordinal));
        Assert.Contains("changed", run.Tables.Single(table => table.Table == "gold.first").Reason);
        Assert.Equal(["A", "B"], (await lakehouse.RowsAsync("gold.second", "name", "order by name")).Select(row => row.GetProperty("name").GetString()));
        Assert.Empty((await lakehouse.RunAsync()).Tables);
        (await lakehouse.CompareWithFullRunAsync()).AssertNone();
    }

    private void Write(string model, string sql)
    {
        var gold = Directory.CreateDirectory(Path.Combine(folder.Path, "sql", "gold")).FullName;
        File.WriteAllText(Path.Combine(gold, model), sql);
    }

    private LakehouseDefinition Defined() => LakehouseDefinition.Create(
        "models", ScenarioTables.Define(ScenarioTables.Items).Contracts, ModelFile.LoadFolder(Path.Combine(folder.Path, "sql")), new Dictionary<string, IReadOnlyList<LookUp>>(), [], "UTC");

    private async Task<TestLakehouse> OpenAsync(IReadOnlyList<ChangeLine> lines)
    {
        var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Definition, engine: engine);
        if (lines.Count > 0)
            await LandAsync(lakehouse, lines);
        return lakehouse;
    }

    private async Task LandAsync(TestLakehouse lakehouse, IEnumerable<ChangeLine> lines)
    {
        var file = Path.Combine(folder.Path, $"{files++}.jsonl");
        await File.WriteAllLinesAsync(file, lines.Select(line => line.Record), TestContext.Current.CancellationToken);
        await lakehouse.LandAsync(file);
    }

    /// <summary>The data and delete files of each derived table.</summary>
    private async Task<Dictionary<string, IReadOnlyList<string>>> FilesAsync(TestLakehouse lakehouse)
    {
        var found = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var (name, table) in await lakehouse.DerivedTablesAsync())
        {
            var paths = new List<string>();
            await foreach (var file in table.NewScan(engine.Reader.Manifests).PlanFilesAsync(TestContext.Current.CancellationToken))
                paths.AddRange([file.DataFile.FilePath, .. file.PositionDeletes.Select(delete => delete.FilePath)]);
            found.Add(name, [.. paths.Order(StringComparer.Ordinal)]);
        }

        return found;
    }

    private static async Task AssertSameAsync(TestLakehouse expected, TestLakehouse actual) => (await TableDifferences.FindAsync(expected, actual)).AssertNone();

    /// <summary>A value may have been refused before the rest of its transaction arrived, which waits: its letter stays, since the value will be refused again.</summary>
    private static async Task AssertSameSoFarAsync(TestLakehouse expected, TestLakehouse actual)
    {
        var found = await TableDifferences.FindAsync(expected, actual);
        (found with { Found = [.. found.Found.Where(difference => (difference.Key, difference.What) != ("silver.dead_letters", "extra row"))] }).AssertNone();
    }

    private static string Second(string? instant) => instant is null ? "" : $"{(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture) - ChangeLine.Start).TotalSeconds}";
}
