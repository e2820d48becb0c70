using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Recordings;

/// <summary>SIGKILL in the middle of the real process: what it leaves behind is whole, and doing it again gives the tables that an undisturbed run gives.</summary>
[Collection(RecordingCollection.Name)]
public sealed class KillTests(RecordedLakehouses recordings)
{
    [Fact]
    public async Task Killed_in_the_middle_of_land_and_of_run()
    {
        var expected = await recordings.SmallAsync("plain");
        var random = new Random(20260105);
        using var folder = new TemporaryFolder();
        var warehouse = Path.Combine(folder.Path, "warehouse");
        var input = Recording.Small("plain");

        var kills = 0;
        foreach (var files in (int[])[1, 3, 8, 20, 35])
        {
            if (await CommandLineProcess.KillAsync(warehouse, files + random.Next(3), "land", "--input", input))
                kills++;
        }

        Assert.InRange(kills, 3, 5);
        await CommandLineProcess.RunAsync(warehouse, "land", "--input", input);
        var landed = CommandLineProcess.CountFiles(warehouse);
        kills = 0;
        foreach (var files in (int[])[1, 5, 20, 40, 80, 120, 160])
        {
            if (await CommandLineProcess.KillAsync(warehouse, landed + files + random.Next(4), "run"))
                kills++;
            landed = CommandLineProcess.CountFiles(warehouse);
        }

        Assert.InRange(kills, 4, 7);
        await CommandLineProcess.RunAsync(warehouse, "run");

        using var lakehouse = await TestLakehouse.OpenAsync(warehouse: warehouse);
        (await TableDifferences.FindAsync(expected, lakehouse)).AssertNone();
        var sums = Assert.Single(await lakehouse.RowsAsync("bronze._landed", "cast(sum(landed) as bigint) as landed, cast(sum(duplicate) as bigint) as duplicate"));
        Assert.Equal((3111, 0), (sums.GetProperty("landed").GetInt64(), sums.GetProperty("duplicate").GetInt64()));
        Compare.FinalTable(TruthTables.Payments, Truth.Small, await CommandLineProcess.QueryAsync(warehouse, "select * from silver.payments")).AssertNone();
        Compare.History(TruthTables.Customers, Truth.Small, await CommandLineProcess.QueryAsync(warehouse, "select * from silver.customers_history")).AssertNone();
    }
}
