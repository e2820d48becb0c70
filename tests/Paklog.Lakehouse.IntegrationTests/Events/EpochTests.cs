using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.Testing;
using Paklog.Lakehouse.Testing.Events;

namespace Paklog.Lakehouse.IntegrationTests.Events;

/// <summary>A source that began anew: what no event says is suspected and held back, until an operator declares an epoch.</summary>
public sealed class EpochTests
{
    public static TheoryData<string, bool> Sources { get; } = new(("binlog reset", false), ("binlog reset", true), ("failover", false), ("failover", true));

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task Suspected_until_it_is_declared(string what, bool newestFirst)
    {
        var (contract, table, lines) = what == "failover" ? Failover() : Reset();
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Define(contract));
        using var folder = new TemporaryFolder();
        var batches = lines.Chunk(2).ToList();
        if (newestFirst)
            batches.Reverse();
        foreach (var (batch, index) in batches.Select((batch, index) => (batch, index)))
        {
            var file = Path.Combine(folder.Path, $"{index}.jsonl");
            File.WriteAllLines(file, batch.Select(line => line.Record));
            await lakehouse.LandAsync(file);
            await lakehouse.RunAsync();
        }

        Assert.Equal(["e/1 b"], await RowsAsync(lakehouse, table));
        var letters = await lakehouse.RowsAsync("silver.dead_letters", "error_type, error_message, resolved_at is null as open");
        Assert.Equal(["suspected_reset True", "suspected_reset True"], letters.Select(letter => $"{letter.GetProperty("error_type").GetString()} {letter.GetProperty("open").GetBoolean()}"));
        Assert.All(letters, letter => Assert.Contains("epoch", letter.GetProperty("error_message").GetString()));

        lakehouse.Redefine(ScenarioTables.Define([new Epoch("e", 1, null, null, ChangeLine.Start.AddSeconds(1800))], [contract]));
        await lakehouse.RunAsync();

        Assert.Equal(["e/1 c", "e/2 x"], await RowsAsync(lakehouse, table));
        Assert.Empty(await lakehouse.RowsAsync("silver.dead_letters", suffix: "where resolved_at is null"));
        (await lakehouse.CompareWithFullRunAsync()).AssertNone();
    }

    [Fact]
    public async Task Two_databases_with_the_same_positions_keep_apart()
    {
        var (one, other) = (ScenarioTables.OfItems("one"), ScenarioTables.OfItems("other"));
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Define(ScenarioTables.Items));
        using var folder = new TemporaryFolder();
        foreach (var source in new[] { one, other })
        {
            var file = Path.Combine(folder.Path, $"{source.Table.Server}.jsonl");
            File.WriteAllLines(file, new[] { source.Create(10, "1", "a", 1), source.Update(20, "1", source.Table.Server, 1), source.Create(20, "2", "b", 1) with { Row = 1 } }.Select(line => line.Record));
            Assert.Equal(3, (await lakehouse.LandAsync(file)).Counts.Landed);
            await lakehouse.RunAsync();
        }

        Assert.Equal(["one/1 one", "one/2 b", "other/1 other", "other/2 b"], await RowsAsync(lakehouse, "items"));
        (await lakehouse.CompareWithFullRunAsync()).AssertNone();
    }

    private static (string Contract, string Table, ChangeLine[] Lines) Reset()
    {
        var source = ScenarioTables.OfItems("e");
        return (ScenarioTables.Items, "items", [
            source.Create(100, "1", "a", 1) with { File = 5, Second = 10 }, source.Update(200, "1", "b", 1) with { File = 5, Second = 20 },
            source.Update(50, "1", "c", 1) with { File = 1, Second = 3600 }, source.Create(60, "2", "x", 1) with { File = 1, Second = 3601 }]);
    }

    private static (string Contract, string Table, ChangeLine[] Lines) Failover()
    {
        var source = ScenarioTables.OfDocs("e");
        const long Ahead = 5L << 30;
        return (ScenarioTables.Docs, "docs", [
            source.Create(Ahead, "1", "a", "X") with { Second = 10 }, source.Update(Ahead + 10, "1", "b", "X") with { Second = 20 },
            source.Update(50, "1", "c", "X") with { Second = 3600 }, source.Create(60, "2", "x", "X") with { Second = 3601 }]);
    }

    private static async Task<IEnumerable<string>> RowsAsync(TestLakehouse lakehouse, string table) =>
        (await lakehouse.RowsAsync("silver." + table, "*", "order by id")).Select(row => string.Join(' ', row.EnumerateObject().Take(2).Select(member => member.Value.GetString())));
}
