using System.Text.RegularExpressions;

namespace Paklog.Lakehouse.Tests.Cli;

[Collection(LandedWarehouse.Name)]
public sealed class OrphansCommandTests(LandedWarehouse warehouse)
{
    [Fact]
    public async Task A_file_that_no_table_names_is_listed_and_removed_by_its_age()
    {
        var nothing = await warehouse.RunAsync("orphans", "--older-than", "0s");
        Assert.Equal((0, $"Nothing older than 0s is left over in {warehouse.Warehouse}.\n"), (nothing.Code, nothing.Output));
        var table = Directory.GetDirectories(Path.Combine(warehouse.Warehouse, "silver"), "orders-*").Single();
        var stray = Path.Combine(table, "data", "019a0000-0000-7000-8000-000000000000.parquet");
        await File.WriteAllTextAsync(stray, "12345", TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(stray, DateTime.UtcNow.AddDays(-2));

        Assert.Empty((await warehouse.RunAsync("orphans", "--json")).Lines);
        var listed = await warehouse.RunAsync("orphans", "--older-than", "36h");
        Assert.EndsWith("1 file with 5 B, older than 36h, that nothing needs. `lakehouse orphans --remove` deletes them.\n", listed.Output, StringComparison.Ordinal);
        Assert.Contains(Path.GetRelativePath(warehouse.Warehouse, stray), listed.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(stray));
        var removed = (await warehouse.RunAsync("orphans", "--older-than", "36h", "--remove", "--json")).Object;
        Assert.Equal(("data", $"file://{stray}", 5, true), (removed.GetProperty("kind").GetString(), removed.GetProperty("file_path").GetString(), removed.GetProperty("file_size_in_bytes").GetInt64(), removed.GetProperty("removed").GetBoolean()));
        Assert.False(File.Exists(stray));
    }

    [Fact]
    public async Task An_age_that_cannot_be_read_is_wrong_usage()
    {
        var run = await warehouse.RunAsync("orphans", "--older-than", "yesterday");
        Assert.Equal((2, "--older-than must be an age as 3d, 36h or 90m, not 'yesterday'.\n"), (run.Code, run.Error));
        Assert.Matches(new Regex("--older-than <AGE>.*3d"), (await warehouse.RunAsync("orphans", "--help")).Output);
    }
}
