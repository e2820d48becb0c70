using System.Diagnostics;
using Paklog.Lakehouse.Iceberg.Maintenance;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Maintenance;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Iceberg;

/// <summary>Equality deletes, which Spark and we read and neither writes; these are written by the Java library (<c>EqualityDeletes.java</c>).</summary>
public sealed class EqualityDeletesTests(SparkFixture spark)
{
    private static readonly Dictionary<string, string[]> Expected = new()
    {
        ["by_sequence"] = ["1 | \"eu\" | \"new\"", "2 | \"eu\" | \"old\"", "3 | \"us\" | \"newest\""],
        ["nulls"] = ["3 | \"eu\" | \"a\"", "5 | null | null"],
        ["partitioned"] = ["1 | \"us\" | \"x\"", "2 | \"eu\" | \"x\"", "2 | \"us\" | \"x\""],
        ["global"] = ["1 | \"eu\" | \"after\"", "2 | \"eu\" | \"flat\"", "3 | \"us\" | \"parted\""],
        ["evolved"] = ["1 | \"a\"", "3 | \"c\""],
    };

    [Fact]
    public async Task Rows_older_than_the_delete_and_equal_to_it_are_gone()
    {
        using var lake = await Lake.OpenAsync(spark);
        foreach (var (name, location) in await WriteAsync(lake.Location["file://".Length..] + "/java"))
        {
            await lake.AdoptAsync(name, "file://" + location);
            Assert.Equal((name, string.Join("\n", Expected[name])), (name, string.Join("\n", await lake.OurRowsAsync(name))));
            await lake.PublishAsync(name);
            Assert.Equal(Expected[name], await lake.SparkRowsAsync(name));
        }

        // Rows that come after the deletes stay, whoever writes them, and files that are written again do not bring rows back.
        await lake.AppendAsync("by_sequence", "SELECT 1 AS id, 'eu' AS region, 'ours' AS v");
        await lake.MergeAsync("global", "SELECT 2 AS id, 'eu' AS region, 'ours' AS v UNION ALL SELECT 3, 'us', 'ours'", "id");
        await lake.MergeAsync("nulls", "SELECT 5 AS id, 'x' AS region, NULL AS v UNION ALL SELECT 2, NULL, 'b'", "id");
        foreach (var name in (string[])["by_sequence", "global", "nulls"])
            await lake.PublishAsync(name);

        Assert.Equal(["1 | \"eu\" | \"new\"", "1 | \"eu\" | \"ours\"", "2 | \"eu\" | \"old\"", "3 | \"us\" | \"newest\""], await lake.AssertSameRowsAsync("by_sequence"));
        Assert.Equal(["1 | \"eu\" | \"after\"", "2 | \"eu\" | \"ours\"", "3 | \"us\" | \"ours\""], await lake.AssertSameRowsAsync("global"));
        Assert.Equal(["2 | null | \"b\"", "3 | \"eu\" | \"a\"", "5 | \"x\" | null"], await lake.AssertSameRowsAsync("nulls"));
        foreach (var name in Expected.Keys)
            await CompactAsync(lake, name);
    }

    /// <summary>Spark deletes a row more by its position; then compaction folds all deletes in, and no delete file is left. Rows that come afterwards are not taken by the deletes that were.</summary>
    private static async Task CompactAsync(Lake lake, string name)
    {
        await lake.SqlAsync($"ALTER TABLE {lake.InSpark(name)} SET TBLPROPERTIES ('write.delete.mode'='merge-on-read')");
        await lake.SqlAsync($"DELETE FROM {lake.InSpark(name)} WHERE {(name == "evolved" ? "key" : "id")} = 3");
        await lake.AdoptAsync(name);
        var rows = await lake.AssertSameRowsAsync(name);
        var before = await FilesAsync(lake, name);
        Assert.Contains(before, file => file.Content == FileContent.EqualityDeletes);

        var report = await new TableCompaction(lake.Workspace(), "main", lake.Identifier(name)).CompactAsync(new CompactionOptions(1_000_000, MinFiles: 2), null, TestContext.Current.CancellationToken);

        // Position deletes about one file go with it, uncounted.
        Assert.Empty(report.Skipped);
        Assert.InRange(report.DeleteFilesRemoved, before.Count(file => file.Content == FileContent.EqualityDeletes), before.Count(file => file.Content != FileContent.Data));
        Assert.All(await FilesAsync(lake, name), file => Assert.Equal((name, FileContent.Data), (name, file.Content)));
        await lake.PublishAsync(name);
        Assert.Equal(rows, await lake.AssertSameRowsAsync(name));
        await lake.AppendAsync(name, name == "evolved" ? "SELECT 2 AS key, 'again' AS v" : "SELECT 1 AS id, NULL AS region, 'again' AS v");
        Assert.Equal(rows.Count + 1, (await lake.OurRowsAsync(name)).Count);
    }

    private static async Task<IReadOnlyList<ListedFile>> FilesAsync(Lake lake, string name) =>
        await (await lake.LoadAsync(name)).NewScan(lake.Engine.Reader.Manifests).ListFilesAsync(lake.Engine.Reader.Manifests, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

    private static async Task<List<(string Name, string Location)>> WriteAsync(string folder)
    {
        var java = Shared.RequireProgram("java", "openjdk-17-jdk-headless");
        var home = await Engines.RunAsync(TestContext.Current.CancellationToken, "spark-home");
        var start = new ProcessStartInfo(java, ["-cp", Path.Combine(home, "jars", "*"), "-Dlog4j2.level=error", Path.Combine(AppContext.BaseDirectory, "Iceberg", "EqualityDeletes.java"), folder])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await error);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (line[..line.IndexOf(' ')], line[(line.IndexOf(' ') + 1)..]))];
    }
}
