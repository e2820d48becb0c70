using Paklog.Lakehouse.Testing;
using Paklog.Lakehouse.Testing.Events;

namespace Paklog.Lakehouse.IntegrationTests.Events;

/// <summary>Runs that stop at an instant: what waits, what is taken up later, and that nothing goes back.</summary>
public sealed class HorizonTests
{
    private static readonly double[] Seconds = [5.5, 11, 12, 20, 20.5, 31, 86400];

    [Fact]
    public async Task Step_by_step_is_as_far_as_at_once()
    {
        using var folder = new TemporaryFolder();
        var file = Write(folder, "all", ScenarioLakehouses.All.SelectMany(scenario => scenario.Lines));
        using var stepwise = await OpenAsync(file);
        foreach (var second in Seconds)
        {
            await stepwise.RunAsync(to: At(second));
            using var direct = await OpenAsync(file);
            await direct.RunAsync(to: At(second));
            (await TableDifferences.FindAsync(direct, stepwise)).AssertNone();
        }

        await stepwise.RunAsync();
        using var atOnce = await OpenAsync(file);
        await atOnce.RunAsync();
        (await TableDifferences.FindAsync(atOnce, stepwise)).AssertNone();
    }

    [Fact]
    public async Task What_lands_between_the_steps_counts_as_if_it_had_been_there()
    {
        using var folder = new TemporaryFolder();
        var lines = ScenarioLakehouses.All.SelectMany(scenario => scenario.Lines).ToArray();
        new Random(3).Shuffle(lines);
        var pieces = lines.Chunk(lines.Length / 4 + 1).Select((piece, index) => Write(folder, $"piece-{index}", piece)).ToList();
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Definition);
        foreach (var (piece, second) in pieces.Zip([11.0, 11, 20.5, 31]))
        {
            await lakehouse.LandAsync(piece);
            await lakehouse.RunAsync(to: At(second));
            (await lakehouse.CompareWithFullRunAsync(At(second))).AssertNone();
        }

        using var direct = await OpenAsync([.. pieces]);
        await direct.RunAsync(to: At(31));
        (await TableDifferences.FindAsync(direct, lakehouse)).AssertNone();
    }

    [Fact]
    public async Task An_old_day_again_changes_nothing()
    {
        using var folder = new TemporaryFolder();
        using var lakehouse = await OpenAsync(Write(folder, "all", ScenarioLakehouses.All.SelectMany(scenario => scenario.Lines)));
        using var expected = await OpenAsync(Path.Combine(folder.Path, "all.jsonl"));
        await expected.RunAsync();
        await lakehouse.RunAsync();

        var again = await lakehouse.RunAsync(to: At(12));
        Assert.Empty(again.Tables);

        await lakehouse.RunAsync(from: At(10), to: At(12));
        (await TableDifferences.FindAsync(expected, lakehouse)).AssertNone();
        await lakehouse.RunAsync(from: At(0));
        (await TableDifferences.FindAsync(expected, lakehouse)).AssertNone();
    }

    [Fact]
    public async Task A_transaction_counts_at_its_last_event()
    {
        using var folder = new TemporaryFolder();
        var source = ScenarioTables.OfItems("whole");
        using var lakehouse = await OpenAsync(Write(
            folder,
            "all",
            [
                source.Create(10, "1", "a", 1), source.Create(11, "2", "a", 1),
                source.Update(20, "1", "b", 1) with { Transaction = 20 },
                source.Update(30, "2", "b", 1) with { Transaction = 20, Order = 2 },
            ]));

        await lakehouse.RunAsync(to: At(25));
        Assert.Equal(["1 a", "2 a"], await NamesAsync(lakehouse));

        await lakehouse.RunAsync(to: At(31));
        Assert.Equal(["1 b", "2 b"], await NamesAsync(lakehouse));
    }

    [Fact]
    public async Task A_transaction_of_several_tables_waits_in_each_for_its_last_event()
    {
        using var folder = new TemporaryFolder();
        var (items, orders) = (ScenarioTables.OfItems("both"), ScenarioTables.OfOrders("both"));
        using var lakehouse = await OpenAsync(Write(
            folder,
            "all",
            [
                items.Create(10, "1", "a", 1), orders.Create(11, "1", "a"), orders.Create(12, "2", "a"),
                items.Update(20, "1", "b", 1) with { Transaction = 20 },
                orders.Update(30, "1", "b") with { Transaction = 20, Order = 2 },
                orders.Update(22, "2", "b"),
            ]));

        await lakehouse.RunAsync(to: At(25));
        Assert.Equal(["1 a"], await NamesAsync(lakehouse));
        Assert.Equal(["1 a", "2 b"], await NamesAsync(lakehouse, "orders"));
        (await lakehouse.CompareWithFullRunAsync(At(25))).AssertNone();

        await lakehouse.RunAsync(to: At(31));
        Assert.Equal(["1 b"], await NamesAsync(lakehouse));
        Assert.Equal(["1 b", "2 b"], await NamesAsync(lakehouse, "orders"));

        await lakehouse.RunAsync(from: At(0), to: At(25));
        Assert.Equal(["1 b"], await NamesAsync(lakehouse));
    }

    [Fact]
    public async Task A_transaction_that_turns_out_to_reach_beyond_the_horizon_waits_from_then_on()
    {
        using var folder = new TemporaryFolder();
        var (items, orders) = (ScenarioTables.OfItems("late"), ScenarioTables.OfOrders("late"));
        using var lakehouse = await OpenAsync(Write(
            folder, "known", [items.Create(10, "1", "a", 1), items.Update(20, "1", "b", 1) with { Transaction = 20 }, items.Create(40, "2", "a", 1)]));
        await lakehouse.RunAsync(to: At(25));
        Assert.Equal(["1 b"], await NamesAsync(lakehouse));

        Assert.Empty((await lakehouse.RunAsync(to: At(25))).Tables);
        await lakehouse.LandAsync(Write(folder, "late", [orders.Create(30, "1", "b") with { Transaction = 20, Order = 2 }]));
        await lakehouse.RunAsync(to: At(25));
        Assert.Equal(["1 a"], await NamesAsync(lakehouse));

        await lakehouse.RunAsync();
        Assert.Equal(["1 b", "2 a"], await NamesAsync(lakehouse));
    }

    private static DateTimeOffset At(double second) => ChangeLine.Start.AddSeconds(second);

    private static async Task<IEnumerable<string>> NamesAsync(TestLakehouse lakehouse, string table = "items") =>
        (await lakehouse.RowsAsync("silver." + table, "id, name", "order by id")).Select(row => $"{row.GetProperty("id").GetString()!.Split('/')[1]} {row.GetProperty("name").GetString()}");

    private static async Task<TestLakehouse> OpenAsync(params string[] files)
    {
        var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Definition);
        await lakehouse.LandAsync(files);
        return lakehouse;
    }

    private static string Write(TemporaryFolder folder, string name, IEnumerable<ChangeLine> lines)
    {
        var file = Path.Combine(folder.Path, name + ".jsonl");
        File.WriteAllLines(file, lines.Select(line => line.Record));
        return file;
    }
}
