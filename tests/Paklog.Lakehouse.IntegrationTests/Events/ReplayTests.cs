using Paklog.Lakehouse.Bronze;
using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.Testing;
using Paklog.Lakehouse.Testing.Events;

namespace Paklog.Lakehouse.IntegrationTests.Events;

/// <summary>Dead letters that are landed again after what was wrong is mended.</summary>
public sealed class ReplayTests : IDisposable
{
    private static readonly EventSource Items = ScenarioTables.OfItems("s");
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Contradictions_of_two_epochs_land_once_the_epoch_is_declared()
    {
        ChangeLine[] lines =
        [
            Items.Create(10, "1", "a", 1), Items.Update(20, "1", "b", 1), Items.Create(10, "1", "c", 1) with { Second = 1000, ServerId = 2 }, Items.Update(20, "1", "d", 1) with { Second = 1010, ServerId = 2 },
            Items.Update(30, "1", "e", 1) with { Second = 1020, ServerId = 2 },
        ];
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Definition);
        await LandAsync(lakehouse, "before.jsonl", lines[..2]);
        var contradiction = await LandAsync(lakehouse, "after.jsonl", lines[2..]);
        Assert.Equal((2, 2L), (contradiction.Counts.Dead, contradiction.Withdrawn));

        var tooEarly = await lakehouse.ReplayAsync();
        Assert.Equal(new LandingCounts(4, 0, 0, 0, 4), tooEarly.Counts);
        lakehouse.Redefine(ScenarioTables.Define([new Epoch("s", 1, 2, null, null)], [ScenarioTables.Items]));
        var replay = await lakehouse.ReplayAsync();
        var twice = await lakehouse.ReplayAsync();
        await lakehouse.RunAsync();

        Assert.Equal(new LandingCounts(4, 4, 0, 0, 0), replay.Counts);
        Assert.Equal(LandingCounts.Zero, twice.Counts);
        Assert.Empty(await lakehouse.RowsAsync("bronze.dead_letters"));
        var rows = await lakehouse.RowsAsync("bronze.items");
        Assert.Equal((5, 5), (rows.Count, rows.Select(row => row.GetProperty("_event_id").GetString()).Distinct().Count()));
        Assert.Equal("e", Assert.Single(await lakehouse.RowsAsync("silver.items")).GetProperty("name").GetString());
        Assert.Equal(["a", "b", "c", "d", "e"], (await lakehouse.RowsAsync("silver.items_history", "name", "order by version")).Select(row => row.GetProperty("name").GetString()));

        // Copies of all five, among them one that was landed before its epoch was declared.
        Assert.Equal(new LandingCounts(5, 0, 5, 0, 0), (await LandAsync(lakehouse, "again.jsonl", [.. lines.Reverse()])).Counts);
        var late = await LandAsync(lakehouse, "late.jsonl", [Items.Update(30, "1", "z", 1)]);
        Assert.Equal(new LandingCounts(1, 1, 0, 0, 0), late.Counts);
        Assert.Equal(6, (await lakehouse.RowsAsync("bronze.items", "distinct _event_id")).Count);
        Assert.Equal(new LandingCounts(1, 0, 1, 0, 0), (await LandAsync(lakehouse, "late-again.jsonl", [Items.Update(30, "1", "z", 1) with { Offset = 77 }])).Counts);
    }

    [Fact]
    public async Task What_a_contract_makes_known_lands_and_the_rest_stays_as_it_is()
    {
        var named = Items.Create(10, "1", "a", 1);
        var bare = Items.Create(11, "2", "b", 1).Value;
        var unnamed = named.Record.Replace("items", "表", StringComparison.Ordinal);
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Define(ScenarioTables.Prices));
        File.WriteAllLines(Path.Combine(folder.Path, "x.jsonl"), [bare, unnamed, "nonsense", bare]);
        var landed = await lakehouse.LandAsync(folder.Path);
        Assert.Equal([("no_identity", 2L), ("no_table_name", 1), ("not_json", 1)], landed.Dead.OrderBy(kind => kind.Key).Select(kind => (kind.Key, kind.Value)));
        var before = await lakehouse.RowsAsync("bronze.dead_letters", suffix: "order by line_number");

        lakehouse.Redefine(ScenarioTables.Define(ScenarioTables.Items, ScenarioTables.Items.Replace("shop.items", "shop.表", StringComparison.Ordinal).Replace("table: items", "table: boards", StringComparison.Ordinal)));
        var one = await lakehouse.ReplayAsync("boards");
        var replay = await lakehouse.ReplayAsync();
        var head = await lakehouse.Workspace.Catalog.LoadReferenceAsync("main", TestContext.Current.CancellationToken);
        var twice = await lakehouse.ReplayAsync();

        Assert.Equal(new LandingCounts(1, 1, 0, 0, 0), one.Counts);
        Assert.Equal(new LandingCounts(3, 1, 1, 0, 1), replay.Counts);
        Assert.Equal((new LandingCounts(1, 0, 0, 0, 1), head), (twice.Counts, await lakehouse.Workspace.Catalog.LoadReferenceAsync("main", TestContext.Current.CancellationToken)));
        Assert.Equal(before[2].GetRawText(), Assert.Single(await lakehouse.RowsAsync("bronze.dead_letters")).GetRawText());
        Assert.Single(await lakehouse.RowsAsync("bronze.boards"));
        Assert.Single(await lakehouse.RowsAsync("bronze.items"));
        Assert.Equal(2, lakehouse.Count($"select sum(landed)::bigint from {await lakehouse.RelationAsync((await lakehouse.Workspace.Catalog.LoadTableAsync(LandedTable.Name, "main", TestContext.Current.CancellationToken))!)}"));
    }

    [Fact]
    public async Task A_flattened_row_that_was_delivered_again_later_is_a_copy()
    {
        static string Flat(string name, long processed, int offset) =>
            $$"""{"topic":"s.shop.items","partition":0,"offset":{{offset}},"timestamp":1772323210000,"headers":{},"key":{"id":"1"},"value":{"id":"1","name":"{{name}}","__op":"c","__ts_ms":{{processed}},"__source_ts_ms":1772323210000,"__source_file":"mysql-bin.000001","__source_pos":10} }""";
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Definition);
        var paths = new[] { Flat("a", 1, 0) + "\n" + Flat("a", 2, 1), Flat("a", 3, 2), Flat("b", 3, 3) }.Select((text, index) =>
        {
            var path = Path.Combine(folder.Path, $"{index}.jsonl");
            File.WriteAllText(path, text);
            return path;
        }).ToList();

        Assert.Equal(new LandingCounts(2, 1, 1, 0, 0), (await lakehouse.LandAsync(paths[0])).Counts);
        Assert.Equal(new LandingCounts(1, 0, 1, 0, 0), (await lakehouse.LandAsync(paths[1])).Counts);
        Assert.Equal(new LandingCounts(1, 0, 0, 0, 1), (await lakehouse.LandAsync(paths[2])).Counts);
    }

    private Task<LandingReport> LandAsync(TestLakehouse lakehouse, string name, ChangeLine[] lines)
    {
        var file = Path.Combine(folder.Path, name);
        File.WriteAllLines(file, lines.Select(line => line.Record));
        return lakehouse.LandAsync(file);
    }
}
