using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Faults;

/// <summary>No room, no right to write, no memory: one sentence and exit code 1, nothing half-written, and with what was lacking the next try gives the right tables.</summary>
public sealed class StarvedTests(DemoFixture demo) : IClassFixture<DemoFixture>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Warehouse => Path.Combine(folder.Path, "warehouse");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_disk_that_is_full_at_any_point_until_it_is_large_enough()
    {
        var saved = Path.Combine(folder.Path, "saved");
        using (var disk = await MountedFolder.OpenAsync(Warehouse))
        {
            await disk.RunAsync("mount", "-t", "tmpfs", "-o", "size=64k", "none", Warehouse);
            var (size, refused) = (64, new List<string>());
            foreach (var command in (IReadOnlyList<string>[])[["land", "--input", DemoFixture.Recording], ["run"]])
            {
                while (await RefusedAsync(disk.Within, command))
                {
                    refused.Add(command[0]);
                    await disk.RunAsync("mount", "-o", $"remount,size={size += 256}k", Warehouse);
                    await EndsWithAsync(0, "", disk.Within, "orphans", "--older-than", "0s", "--remove");
                }
            }

            Assert.Equal((true, true), (refused.Count(verb => verb == "land") > 1, refused.Count(verb => verb == "run") > 1));
            await disk.RunAsync("cp", "-a", Warehouse, saved);
        }

        Directory.Delete(Warehouse);
        Directory.Move(saved, Warehouse);
        await demo.AssertSameAsync(Warehouse);
    }

    [Fact]
    public async Task A_warehouse_that_is_read_only()
    {
        await CommandLineProcess.RunAsync(Warehouse, "land", "--input", DemoFixture.Recording);
        using (var disk = await MountedFolder.OpenAsync(Warehouse))
        {
            await disk.RunAsync("mount", "--bind", Warehouse, Warehouse);
            await disk.RunAsync("mount", "-o", "remount,bind,ro", Warehouse);
            var sentence = "The file system is read-only at '*': mount it for writing, or name another place in lakehouse.yaml (warehouse, engine.temp).\n";
            await EndsWithAsync(1, sentence, disk.Within, "run");
            var late = Path.Combine(folder.Path, "late.jsonl");
            await File.WriteAllTextAsync(late, "no JSON\n", TestContext.Current.CancellationToken);
            await EndsWithAsync(1, sentence, disk.Within, "land", "--input", late);
            await EndsWithAsync(0, "", disk.Within, "query", "select count(*) from bronze.orders");
            await EndsWithAsync(0, "", disk.Within, "land", "--input", DemoFixture.Recording);
        }

        await CommandLineProcess.RunAsync(Warehouse, "run");
        await demo.AssertSameAsync(Warehouse);
    }

    [Fact]
    public async Task A_memory_limit_that_nothing_can_work_with()
    {
        var conf = Configure("20MB", folder.Path);
        var sentence = "The engine's memory of * MiB is too small for this: raise engine.memory in lakehouse.yaml, or lower engine.threads. What was committed stays.\n";
        await ConfiguredEndsWithAsync(1, sentence, [], conf, "land", "--input", DemoFixture.Recording);
        Assert.Equal("", await CommandLineProcess.RunAsync(Warehouse, "orphans", "--older-than", "0s", "--json"));
        await CommandLineProcess.RunAsync(Warehouse, "land", "--input", DemoFixture.Recording);
        await ConfiguredEndsWithAsync(1, sentence, [], conf, "run");

        await CommandLineProcess.RunAsync(Warehouse, "run");
        await demo.AssertSameAsync(Warehouse);
        Assert.Empty(Directory.EnumerateDirectories(folder.Path, "lakehouse-*"));
    }

    [Fact]
    public async Task A_folder_to_spill_to_that_has_no_room()
    {
        await CommandLineProcess.RunAsync(Warehouse, "land", "--input", DemoFixture.Recording);
        using var temp = await MountedFolder.OpenAsync(Path.Combine(folder.Path, "temp"));
        await temp.RunAsync("mount", "-t", "tmpfs", "-o", "size=4M", "none", temp.Path);
        await ConfiguredEndsWithAsync(
            1,
            "Work that does not fit into memory finds no more room to spill to: raise engine.memory in lakehouse.yaml, or let engine.temp name a folder with more room. What was committed stays.\n",
            temp.Within,
            Configure("100MB", temp.Path),
            "query",
            "select i, random() as r from range(20000000) t(i) order by r limit 3 offset 15000000");
    }

    /// <summary>True when the disk was too small, which must have been said in one sentence.</summary>
    private async Task<bool> RefusedAsync(IReadOnlyList<string> within, IReadOnlyList<string> command)
    {
        using var process = CommandLineProcess.Start(within, Repository.Path("conf"), Warehouse, command);
        var result = await process.WaitAsync();
        if (result.ExitCode == 0)
            return false;
        Assert.Equal((1, 1), (result.ExitCode, result.Error.Count(letter => letter == '\n')));
        Assert.StartsWith($"The disk is full at '{Warehouse}", result.Error, StringComparison.Ordinal);
        Assert.EndsWith("': make room and run the same command again. What was committed stays.\n", result.Error, StringComparison.Ordinal);
        return true;
    }

    private Task EndsWithAsync(int code, string error, IReadOnlyList<string> within, params IReadOnlyList<string> arguments) =>
        ConfiguredEndsWithAsync(code, error, within, Repository.Path("conf"), arguments);

    /// <param name="error">What is said on the error stream; a star stands for anything.</param>
    private async Task ConfiguredEndsWithAsync(int code, string error, IReadOnlyList<string> within, string conf, params IReadOnlyList<string> arguments)
    {
        using var process = CommandLineProcess.Start(within, conf, Warehouse, arguments);
        var result = await process.WaitAsync();
        Assert.Equal(code, result.ExitCode);
        var parts = error.Split('*');
        Assert.StartsWith(parts[0], result.Error, StringComparison.Ordinal);
        Assert.EndsWith(parts[^1], result.Error, StringComparison.Ordinal);
        Assert.Equal(error.Count(letter => letter == '\n'), result.Error.Count(letter => letter == '\n'));
    }

    /// <summary>The repository's configuration with another engine; gives its conf folder.</summary>
    private string Configure(string memory, string temp)
    {
        var conf = Path.Combine(folder.Path, "home", "conf");
        Directory.CreateDirectory(conf);
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "home", "sql"), Repository.Path("sql"));
        Directory.CreateSymbolicLink(Path.Combine(conf, "contracts"), Repository.Path("conf/contracts"));
        File.WriteAllText(Path.Combine(conf, "lakehouse.yaml"), $"engine:\n  memory: {memory}\n  temp: {temp}\n");
        return conf;
    }
}
