using Paklog.Lakehouse.IntegrationTests.Faults;
using Paklog.Lakehouse.IntegrationTests.Recordings;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Maintenance;

/// <summary>The command line maintains a warehouse in which other processes land and run, and is killed at it.</summary>
public sealed class MaintainProcessTests(DemoFixture demo) : IClassFixture<DemoFixture>
{
    private static readonly string[] Maintain = ["maintain", "--min-files", "2", "--target-size", "1MB", "--older-than", "0s", "--grace", "0s"];

    [Fact]
    public async Task Beside_landings_and_runs_and_killed_in_the_middle()
    {
        using var folder = new TemporaryFolder();
        var warehouse = Path.Combine(folder.Path, "warehouse");
        var batches = Recording.Split(DemoFixture.Recording, 4, Path.Combine(folder.Path, "batches"));
        await CommandLineProcess.RunAsync(warehouse, "land", "--input", batches[0]);
        await CommandLineProcess.RunAsync(warehouse, "run");
        await CommandLineProcess.RunAsync(warehouse, "land", "--input", batches[1]);

        // What waits for the run that works meanwhile is compacted under its hands. Files stay: they have no patience only where nobody else is at work.
        await BothAsync(warehouse, [.. Maintain, "--compact", "--manifests", "--expire"], ["land", "--input", batches[2]]);
        await BothAsync(warehouse, [.. Maintain, "--compact", "--manifests", "--expire"], ["run"]);
        using (var killed = CommandLineProcess.Start(warehouse, [.. Maintain, "--rewrite-all"]))
        {
            var files = Count(warehouse);
            while (!killed.HasExited && Count(warehouse) < files + 12)
                await Task.Delay(1, TestContext.Current.CancellationToken);
            Assert.True(await killed.KillAsync(), "maintain was done before it was killed");
        }

        await CommandLineProcess.RunAsync(warehouse, "land", "--input", batches[3]);
        var plan = JsonLines.Read(await CommandLineProcess.RunAsync(warehouse, [.. Maintain, "--dry-run", "--json"]));
        Assert.All(plan, line => Assert.True(line.GetProperty("dry_run").GetBoolean()));
        var done = JsonLines.Read(await CommandLineProcess.RunAsync(warehouse, [.. Maintain, "--json"]));
        Assert.Contains(done, line => line.TryGetProperty("compaction", out _));
        await CommandLineProcess.RunAsync(warehouse, Maintain);

        await CommandLineProcess.RunAsync(warehouse, "run");
        await demo.AssertSameAsync(warehouse);
        await CommandLineProcess.RunAsync(warehouse, Maintain);
        await CommandLineProcess.RunAsync(warehouse, Maintain);
        await demo.AssertSameAsync(warehouse);
        Assert.Contains("Nothing new", await CommandLineProcess.RunAsync(warehouse, "run"), StringComparison.Ordinal);
    }

    /// <summary>A run may give way to the other, in one sentence.</summary>
    private static async Task BothAsync(string warehouse, IReadOnlyList<string> one, IReadOnlyList<string> other)
    {
        using var first = CommandLineProcess.Start(warehouse, one);
        using var second = CommandLineProcess.Start(warehouse, other);
        var (maintained, worked) = (await first.WaitAsync(), await second.WaitAsync());
        Assert.Equal((0, ""), (maintained.ExitCode, maintained.Error));
        if (other[0] == "run" && worked.ExitCode == 1)
            Assert.StartsWith("The run was tried 3 times", worked.Error, StringComparison.Ordinal);
        else
            Assert.Equal((0, ""), (worked.ExitCode, worked.Error));
    }

    private static int Count(string warehouse) => Directory.EnumerateFiles(warehouse, "*", SearchOption.AllDirectories).Count();
}
