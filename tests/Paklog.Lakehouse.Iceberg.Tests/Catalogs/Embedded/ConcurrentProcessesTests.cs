using System.Diagnostics;
using System.Globalization;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Conformance;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.Iceberg.Tests.Catalogs.Embedded;

/// <summary>Processes that commit at once (Paklog.Lakehouse.Iceberg.CatalogWriter), and one that is killed.</summary>
public sealed class ConcurrentProcessesTests : IDisposable
{
    private static readonly CommitInfo Info = new("ana", "a test");

    private static readonly TableIdentifier Counter = new("shared", "counter");

    private readonly TemporaryWarehouse warehouse = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => warehouse.Dispose();

    [Fact]
    public async Task Sixteen_processes_lose_no_commit()
    {
        const int processes = 16;
        const int each = 25;
        var names = Enumerable.Range(0, processes).Select(n => $"writer_{n:d2}").ToArray();
        await CreateTablesAsync(names);
        var acknowledged = (await Task.WhenAll(names.Select(async name =>
        {
            using var writer = Start(name, each);
            var output = await writer.StandardOutput.ReadToEndAsync(Token);
            await writer.WaitForExitAsync(Token);
            Assert.Equal((0, ""), (writer.ExitCode, await writer.StandardError.ReadToEndAsync(Token)));
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }))).SelectMany(hashes => hashes).ToArray();

        var catalog = await warehouse.OpenAsync();
        var properties = (await catalog.LoadTableAsync(Counter, "main", Token))!.Metadata.Properties;
        foreach (var name in names)
        {
            var own = (await catalog.LoadTableAsync(new TableIdentifier("shared", name), "main", Token))!.Metadata.Properties;
            for (var n = 0; n < each; n++)
            {
                Assert.True(properties.ContainsKey($"{name}.{n}"));
                Assert.True(own.ContainsKey($"{name}.{n}"));
            }
        }

        // The root, the creation of the tables, and each commit once.
        var log = await catalog.LogAsync("main", int.MaxValue, Token);
        Assert.Equal(2 + (processes * each), log.Count);
        Assert.Equal(acknowledged.Order(), log.Take(processes * each).Select(commit => commit.Hash).Order());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    public async Task Sixteen_processes_that_append_lose_no_file(int tables)
    {
        const int processes = 16;
        const int each = 25;
        await CreateTablesAsync([.. Enumerable.Range(0, tables).Select(n => $"table_{n:d2}")]);
        await Task.WhenAll(Enumerable.Range(0, processes).Select(async n =>
        {
            using var writer = Start($"writer_{n:d2}", each, table: $"shared.table_{n % tables:d2}");
            var error = writer.StandardError.ReadToEndAsync(Token);
            await writer.StandardOutput.ReadToEndAsync(Token);
            await writer.WaitForExitAsync(Token);
            Assert.Equal((0, ""), (writer.ExitCode, await error));
        }));

        var catalog = await warehouse.OpenAsync();
        var files = new List<string>();
        for (var n = 0; n < tables; n++)
        {
            var table = (await catalog.LoadTableAsync(new TableIdentifier("shared", $"table_{n:d2}"), "main", Token))!;
            Assert.Equal(processes * each / tables, table.Metadata.AncestorsOf(table.Metadata.CurrentSnapshotId!.Value).Count());
            await foreach (var file in table.NewScan(new ManifestCache()).PlanFilesAsync(Token))
                files.Add(Location.FileName(file.DataFile.FilePath));
        }

        var expected = Enumerable.Range(0, processes).SelectMany(n => Enumerable.Range(0, each).Select(commit => $"writer_{n:d2}-{commit}.parquet"));
        Assert.Equal(expected.Order(), files.Order());
        Assert.Equal(2 + (processes * each), (await catalog.LogAsync("main", int.MaxValue, Token)).Count);
    }

    [Fact]
    public async Task A_writer_killed_in_the_middle_leaves_a_catalog_that_reads_and_writes()
    {
        await CreateTablesAsync(["victim"]);
        var acknowledged = new List<string>();
        for (var round = 0; round < 6; round++)
        {
            using var writer = Start("victim", 100_000);
            acknowledged.Add((await writer.StandardOutput.ReadLineAsync(Token))!);
            await Task.Delay(7 * round, Token);
            writer.Kill();
            while (await writer.StandardOutput.ReadLineAsync(Token) is { Length: 64 } hash)
                acknowledged.Add(hash);
            await writer.WaitForExitAsync(Token);

            var catalog = await warehouse.OpenAsync();
            var log = await catalog.LogAsync("main", int.MaxValue, Token);
            Assert.Subset(log.Select(commit => commit.Hash).ToHashSet(), acknowledged.ToHashSet());
            var counter = await catalog.LoadTableAsync(Counter, "main", Token);
            var victim = await catalog.LoadTableAsync(new TableIdentifier("shared", "victim"), "main", Token);
            Assert.Equal(
                counter!.Metadata.Properties.Where(property => property.Value == "committed").Select(property => property.Key).Order(),
                victim!.Metadata.Properties.Where(property => property.Value == "committed").Select(property => property.Key).Order());
            acknowledged.Add(await catalog.CommitAsync("main", [TestTable.Set(Counter, $"round.{round}", "survived")], Info, Token));
        }
    }

    [Fact]
    public async Task Where_files_cannot_be_locked_nothing_is_committed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows always locks files.");
        await CreateTablesAsync(["unlocked"]);
        using var writer = Start("unlocked", 1, ("DOTNET_SYSTEM_IO_DISABLEFILELOCKING", "1"));
        var error = await writer.StandardError.ReadToEndAsync(Token);
        await writer.WaitForExitAsync(Token);

        Assert.NotEqual(0, writer.ExitCode);
        Assert.Contains("Files cannot be locked", error, StringComparison.Ordinal);
        Assert.Equal(2, (await (await warehouse.OpenAsync()).LogAsync("main", 10, Token)).Count);
    }

    private async Task CreateTablesAsync(string[] writers)
    {
        var catalog = await warehouse.OpenAsync();
        var tables = writers.Select(writer => new TableIdentifier("shared", writer)).Append(Counter);
        await catalog.CommitAsync("main", [.. tables.Select(table => TestTable.Creation(table))], Info, Token);
    }

    private Process Start(string writer, int commits, params (string Name, string Value)[] environment) => Start(writer, commits, null, environment);

    private Process Start(string writer, int commits, string? table, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        string[] arguments = [Path.Combine(AppContext.BaseDirectory, "Paklog.Lakehouse.Iceberg.CatalogWriter.dll"), warehouse.Location, writer, commits.ToString(CultureInfo.InvariantCulture), .. table is null ? (string[])[] : [table]];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
