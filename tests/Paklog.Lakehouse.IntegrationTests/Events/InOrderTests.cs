using System.Globalization;
using Paklog.Lakehouse.Testing.Events;

namespace Paklog.Lakehouse.IntegrationTests.Events;

/// <summary>New events that only extend timelines take the short way, others the long one, and both give what a full run gives.</summary>
public sealed class InOrderTests : IDisposable
{
    private static readonly EventSource Source = ScenarioTables.OfItems("o");

    private readonly InputFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public async Task Events_in_order_extend_what_stands(int seed)
    {
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Define(ScenarioTables.Items));
        var random = new Random(seed);
        var position = 0L;
        await folder.LandAndRunAsync(lakehouse, Batch(random, ref position, 40));
        for (var batch = 0; batch < 6; batch++)
        {
            var report = await folder.LandAndRunAsync(lakehouse, Batch(random, ref position, 15));
            Assert.Equal(2, report.Tables.Count(table => table.Reason.EndsWith("in order", StringComparison.Ordinal)));
            (await lakehouse.CompareWithFullRunAsync()).AssertNone();
        }

        Assert.Contains(await lakehouse.RowsAsync("silver.items_history", "version"), row => row.GetProperty("version").GetInt32() > 5);
    }

    public static TheoryData<string> Others { get; } = ["behind", "same position", "same transaction", "truncate", "snapshot", "another source", "older than before"];

    [Theory]
    [MemberData(nameof(Others))]
    public async Task Other_events_take_the_long_way(string what)
    {
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Define(ScenarioTables.Items));
        await folder.LandAndRunAsync(lakehouse, [Source.Create(100, "1", "a", 1), Source.Create(200, "2", "a", 1), Source.Update(300, "1", "b", 1) with { Transaction = 300 }]);

        var report = await folder.LandAndRunAsync(lakehouse, [what switch
        {
            "behind" => Source.Update(150, "1", "c", 1),
            "same position" => Source.Update(300, "2", "c", 1) with { Row = 0, Transaction = 299 },
            "same transaction" => Source.Update(301, "1", "c", 1) with { Transaction = 300, Order = 2 },
            "truncate" => Source.Table.Truncate(400),
            "snapshot" => Source.Read(400, "1", "last", 400, "c", 1),
            "another source" => ScenarioTables.OfItems("p").Create(400, "1", "c", 1),
            _ => Source.Update(1, "1", "c", 1) with { File = 2, Second = -1000 },
        }]);

        Assert.DoesNotContain(report.Tables, table => table.Reason.EndsWith("in order", StringComparison.Ordinal));
        (await lakehouse.CompareWithFullRunAsync()).AssertNone();
    }

    [Fact]
    public async Task Closed_history_is_not_rewritten()
    {
        using var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Define(ScenarioTables.Items));
        await folder.LandAndRunAsync(lakehouse, [Source.Create(1, "1", "a", 1), Source.Update(2, "1", "b", 1), Source.Create(3, "2", "a", 1), Source.Delete(4, "2", "a", 1)]);
        var before = await ClosedFilesAsync(lakehouse);

        await folder.LandAndRunAsync(lakehouse, [Source.Update(10, "1", "c", 1), Source.Create(11, "2", "d", 1)]);

        Assert.Subset((await ClosedFilesAsync(lakehouse)).ToHashSet(), before.ToHashSet());
        Assert.Equal(["1 1", "1 2", "1 3", "2 1", "2 2"], (await lakehouse.RowsAsync("silver.items_history", "id, version", "order by id, version")).Select(row => $"{row.GetProperty("id").GetString()![2..]} {row.GetProperty("version")}"));
        (await lakehouse.CompareWithFullRunAsync()).AssertNone();
    }

    private static async Task<IReadOnlyList<string>> ClosedFilesAsync(TestLakehouse lakehouse)
    {
        var files = await lakehouse.FilesAsync("silver.items_history");
        return [.. files.Where(file => file.Contains("is_current=false", StringComparison.Ordinal))];
    }

    /// <summary>Creates, updates of tracked and untracked columns, deletes, several changes of one key in one transaction, values that do not fit.</summary>
    private static List<ChangeLine> Batch(Random random, ref long position, int count)
    {
        var lines = new List<ChangeLine>();
        for (var i = 0; i < count; i++)
        {
            var id = random.Next(8).ToString(CultureInfo.InvariantCulture);
            var transaction = random.Next(3) == 0 && i > 0 ? lines[^1].Transaction : ++position * 10;
            position++;
            object?[] values = [$"name {random.Next(3)}", random.Next(12) == 0 ? "no number" : random.Next(3)];
            var line = random.Next(5) == 0 ? Source.Delete(position, id, values) : Source.Update(position, id, values);
            lines.Add(line with { Transaction = transaction, Order = i, Second = position - (random.Next(6) == 0 ? 3 : 0) });
        }

        return lines;
    }
}
