using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.IntegrationTests.Recordings;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Faults;

/// <summary>Two processes on one warehouse at the same time: one history, every event once; who loses does it again on the fresh tables, or says why not.</summary>
public sealed class TwoAtOnceTests(DemoFixture demo) : IClassFixture<DemoFixture>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Warehouse => Path.Combine(folder.Path, "warehouse");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Landings_and_runs_in_pairs_of_processes()
    {
        var batches = Recording.Split(DemoFixture.Recording, 6, Path.Combine(folder.Path, "batches"));

        // The same input, with a warehouse that neither finds; then other input of the same tables.
        var landed = await BothAsync(["land", "--json", "--input", batches[0]], ["land", "--json", "--input", batches[0]]);
        Assert.Contains(landed, lines => lines == 0);
        Assert.Equal(2, (await BothAsync(["land", "--json", "--input", batches[1]], ["land", "--json", "--input", batches[2]])).Count(lines => lines > 0));
        await BothAsync(["run"], ["run"]);
        await BothAsync(["land", "--json", "--input", batches[3]], ["run"]);
        await BothAsync(["run", "--full"], ["land", "--json", "--input", batches[4]]);
        await BothAsync(["land", "--json", "--input", batches[5]], ["land", "--json", "--input", batches[4]]);
        await BothAsync(["run"], ["run"]);

        await CommandLineProcess.RunAsync(Warehouse, "run");
        await demo.AssertSameAsync(Warehouse);
        using var lakehouse = await TestLakehouse.OpenAsync(warehouse: Warehouse);
        var log = await lakehouse.Workspace.Catalog.LogAsync(ICatalog.MainBranch, int.MaxValue, TestContext.Current.CancellationToken);
        Assert.Equal(6, log.Count(commit => commit.Message.StartsWith("land ", StringComparison.Ordinal)));
        Assert.Single(await lakehouse.Workspace.Catalog.ListReferencesAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Starts both and gives the lines that each landed. A run may give way to others, in one sentence.</summary>
    private async Task<IReadOnlyList<long>> BothAsync(IReadOnlyList<string> one, IReadOnlyList<string> other)
    {
        IReadOnlyList<string>[] commands = [one, other];
        var processes = commands.Select(command => CommandLineProcess.Start(Warehouse, command)).ToList();
        var landed = new List<long>();
        foreach (var (command, process) in commands.Zip(processes))
        {
            using (process)
            {
                var result = await process.WaitAsync();
                if (command[0] == "run" && result.ExitCode == 1)
                    Assert.StartsWith("The run was tried 3 times, and each time others changed what it reads or writes", result.Error, StringComparison.Ordinal);
                else
                    Assert.Equal((0, ""), (result.ExitCode, result.Error));
                if (command[0] == "land")
                    landed.Add(JsonLines.Read(result.Output)[0].GetProperty("lines").GetProperty("landed").GetInt64());
            }
        }

        return landed;
    }
}
