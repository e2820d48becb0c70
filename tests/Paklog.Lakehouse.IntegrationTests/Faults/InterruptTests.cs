using System.Diagnostics;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Faults;

/// <summary>Ctrl-C and SIGTERM in the middle: one sentence, exit code 130, and the same command again gives the tables of an undisturbed run.</summary>
public sealed class InterruptTests(DemoFixture demo) : IClassFixture<DemoFixture>
{
    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Interrupted_in_the_middle_of_land_and_of_run(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        using var folder = new TemporaryFolder();
        var warehouse = Path.Combine(folder.Path, "warehouse");
        foreach (var command in (IReadOnlyList<string>[])[["land", "--input", DemoFixture.Recording], ["run"]])
        {
            foreach (var files in (int[])[1, 12, 25])
                await InterruptAsync(signal, warehouse, files, command);
            await CommandLineProcess.RunAsync(warehouse, command);
        }

        await demo.AssertSameAsync(warehouse);
    }

    private static async Task InterruptAsync(string signal, string warehouse, int files, IReadOnlyList<string> command)
    {
        var before = Count(warehouse);

        // A shell's background jobs, and so perhaps this process, ignore SIGINT, and children inherit that.
        using var process = CommandLineProcess.Start(["env", "--default-signal=INT"], Repository.Path("conf"), warehouse, command);
        while (!process.HasExited && Count(warehouse) < before + files)
            await Task.Delay(1, TestContext.Current.CancellationToken);
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        var result = await process.WaitAsync();
        Assert.Equal((130, "Interrupted. What was committed stays; run the same command again.\n"), (result.ExitCode, result.Error));
        Assert.Single(JsonLines.Read(await CommandLineProcess.RunAsync(warehouse, "branch", "list", "--json")));
        await new WarehouseFiles(warehouse).CheckAsync();
    }

    private static int Count(string warehouse) =>
        Directory.Exists(warehouse) ? Directory.EnumerateFiles(warehouse, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true }).Count() : 0;
}
