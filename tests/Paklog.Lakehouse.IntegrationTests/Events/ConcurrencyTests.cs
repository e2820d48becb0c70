using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Events;

/// <summary>Several at once.</summary>
public sealed class ConcurrencyTests
{
    [Fact]
    public async Task Two_that_land_and_run_the_same_at_once_do_it_once()
    {
        using var folder = new TemporaryFolder();
        var lines = ScenarioLakehouses.All.Where(scenario => !scenario.Name.StartsWith("contradiction", StringComparison.Ordinal) && scenario.Name != "three-opinions").SelectMany(scenario => scenario.Lines).ToArray();
        var files = lines.Chunk(30).Select((piece, index) =>
        {
            var file = Path.Combine(folder.Path, $"{index:00}.jsonl");
            File.WriteAllLines(file, piece.Select(line => line.Record));
            return file;
        }).ToList();
        using var expected = await TestLakehouse.OpenAsync(ScenarioTables.Definition);
        var sums = await expected.LandAsync(files);
        await expected.RunAsync();
        var warehouse = Path.Combine(folder.Path, "warehouse");
        using var one = await TestLakehouse.OpenAsync(ScenarioTables.Definition, warehouse);
        using var other = await TestLakehouse.OpenAsync(ScenarioTables.Definition, warehouse);
        one.Options = other.Options = new Bronze.LandingOptions { BatchBytes = 1 };

        var reports = await Task.WhenAll(
            Task.Run(() => one.LandAsync(files), TestContext.Current.CancellationToken),
            Task.Run(() => other.LandAsync([.. files.AsEnumerable().Reverse()]), TestContext.Current.CancellationToken));
        await Task.WhenAll(Task.Run(() => one.RunAsync(), TestContext.Current.CancellationToken), Task.Run(() => other.RunAsync(), TestContext.Current.CancellationToken));

        Assert.Equal(sums.Counts.Landed, reports.Sum(report => report.Counts.Landed));
        (await TableDifferences.FindAsync(expected, one)).AssertNone();
    }
}
