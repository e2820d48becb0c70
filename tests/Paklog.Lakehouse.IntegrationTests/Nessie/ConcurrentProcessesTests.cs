using System.Diagnostics;
using System.Globalization;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Conformance;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Nessie;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Nessie;

/// <summary>Processes that commit to one Nessie at once (Paklog.Lakehouse.Iceberg.CatalogWriter). PAKLOG_NESSIE_COMMITS says how often each does, 5 if it does not.</summary>
[Collection(NessieCollection.Name)]
public sealed class ConcurrentProcessesTests(NessieServer server) : IDisposable
{
    private const int Processes = 16;

    private static readonly CommitInfo Info = new("ana", "a test");

    private static readonly int Each = int.Parse(Environment.GetEnvironmentVariable("PAKLOG_NESSIE_COMMITS") ?? "5", CultureInfo.InvariantCulture);

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Sixteen_processes_that_change_two_tables_in_each_commit_lose_none()
    {
        var names = Enumerable.Range(0, Processes).Select(n => $"writer_{n:d2}").ToArray();
        using var catalog = await OpenAsync([.. names, "counter"]);
        var acknowledged = (await Task.WhenAll(names.Select(name => WriteAsync(name)))).SelectMany(hashes => hashes);

        var counter = (await catalog.LoadTableAsync(new TableIdentifier("shared", "counter"), "main", Token))!.Metadata.Properties;
        foreach (var name in names)
        {
            var own = (await catalog.LoadTableAsync(new TableIdentifier("shared", name), "main", Token))!.Metadata.Properties;
            for (var n = 0; n < Each; n++)
                Assert.True(counter.ContainsKey($"{name}.{n}") && own.ContainsKey($"{name}.{n}"), $"{name}.{n} is lost");
        }

        var log = await catalog.LogAsync("main", int.MaxValue, Token);
        Assert.Equal(1 + (Processes * Each), log.Count);
        Assert.Equal(acknowledged.Order(), log.Take(Processes * Each).Select(commit => commit.Hash).Order());
    }

    [Fact]
    public async Task Eight_processes_that_append_to_one_table_and_eight_to_their_own_lose_no_file()
    {
        var tables = Enumerable.Range(0, Processes).Select(n => n < Processes / 2 ? "one" : $"of_{n:d2}").ToArray();
        using var catalog = await OpenAsync([.. tables.Distinct()]);
        await Task.WhenAll(tables.Select((table, n) => WriteAsync($"writer_{n:d2}", $"shared.{table}")));

        var files = new List<string>();
        foreach (var name in tables.Distinct())
        {
            var table = (await catalog.LoadTableAsync(new TableIdentifier("shared", name), "main", Token))!;
            await foreach (var file in table.NewScan(new ManifestCache()).PlanFilesAsync(Token))
                files.Add(Location.FileName(file.DataFile.FilePath));
        }

        var expected = Enumerable.Range(0, Processes).SelectMany(n => Enumerable.Range(0, Each).Select(commit => $"writer_{n:d2}-{commit}.parquet"));
        Assert.Equal(expected.Order(), files.Order());
        Assert.Equal(1 + (Processes * Each), (await catalog.LogAsync("main", int.MaxValue, Token)).Count);
    }

    private async Task<NessieCatalog> OpenAsync(string[] tables)
    {
        var catalog = await NessieCatalog.OpenAsync(await server.EmptyAsync(Token), folder.Location, new LocalFileIO(), cancellationToken: Token);
        await catalog.CommitAsync("main", [.. tables.Select(table => TestTable.Creation(new TableIdentifier("shared", table)))], Info, Token);
        return catalog;
    }

    /// <summary>Runs a process to its good end and gives the hashes of its commits.</summary>
    private async Task<string[]> WriteAsync(string writer, params IReadOnlyList<string> table)
    {
        string[] arguments =
            [Path.Combine(AppContext.BaseDirectory, "Paklog.Lakehouse.Iceberg.CatalogWriter.dll"), folder.Location, writer, Each.ToString(CultureInfo.InvariantCulture), .. table];
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["NESSIE_URI"] = server.Uri.AbsoluteUri;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(Token);
        var output = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        Assert.Equal((0, ""), (process.ExitCode, await error));
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
