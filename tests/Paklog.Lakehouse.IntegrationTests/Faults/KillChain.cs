using System.Diagnostics;
using System.Text.Json;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Faults;

/// <summary>
/// A warehouse on which commands are executed one after the other, each killed several times before it may finish. Half of the instants are times within the life of the
/// process, half are the moment in which the warehouse holds so many more files, since most of a life passes between writes.
/// </summary>
/// <param name="conf">The folder of the configuration and the contracts.</param>
/// <param name="spark">Reads all tables of main, too, at some of the stops; null for none.</param>
internal sealed class KillChain(string warehouse, string conf, int seed, int wanted, SparkSession? spark)
{
    private const int KillsOfAStage = 6;
    private const int KillsBetweenSpark = 20;
    private const int KillsBetweenRemovals = 7;

    private readonly Random random = new(seed);
    private readonly WarehouseFiles files = new(warehouse);
    private readonly HashSet<string> read = [];
    private readonly Dictionary<string, (TimeSpan Life, int Files)> last = new()
    {
        ["land"] = (TimeSpan.FromSeconds(1), 60),
        ["run"] = (TimeSpan.FromSeconds(3), 150),
        ["dead-letters"] = (TimeSpan.FromSeconds(2), 60),
    };

    public string Warehouse => warehouse;

    public int Kills { get; private set; }

    /// <summary>Kills of processes that had written files and not committed.</summary>
    public int Torn { get; private set; }

    /// <summary>Kills of processes that had committed and not ended.</summary>
    public int Committed { get; private set; }

    /// <summary>Files and branches that the killed had left behind.</summary>
    public int Removed { get; private set; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="commands">Each is a verb and its arguments.</param>
    public async Task RunAsync(IEnumerable<IReadOnlyList<string>> commands)
    {
        foreach (var command in commands)
        {
            try
            {
                await StageAsync(command);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                throw new InvalidOperationException($"seed {seed}, after {Kills} kills, in {string.Join(' ', command)}: {error.Message}", error);
            }
        }
    }

    private async Task StageAsync(IReadOnlyList<string> arguments)
    {
        var verb = arguments[0];
        var done = false;
        for (var kill = 0; kill < KillsOfAStage && !done && Kills < wanted; kill++)
            done = await KillOnceAsync(arguments);
        var before = CountFiles();
        var started = Stopwatch.GetTimestamp();
        using var report = JsonDocument.Parse(await CommandLineProcess.RunAsync(conf, warehouse, [.. arguments, "--json"]));
        if (!done)
            last[verb] = (Stopwatch.GetElapsedTime(started), CountFiles() - before);

        // All or nothing: what moved main had done everything, and what did not nothing.
        Assert.Equal(done, verb == "dead-letters" ? report.RootElement.GetProperty("landed").GetInt64() == 0 : report.RootElement.GetProperty("tables").GetArrayLength() == 0);
        await ReadAsync();
    }

    /// <summary>True when there is nothing left to do: the process ended, or it had committed.</summary>
    private async Task<bool> KillOnceAsync(IReadOnlyList<string> arguments)
    {
        var (life, filesOfLife) = last[arguments[0]];
        var (before, head) = (CountFiles(), await HeadAsync());
        var fraction = random.NextDouble();
        var byTime = random.Next(2) == 0;
        using var process = CommandLineProcess.Start([], conf, warehouse, arguments);
        if (byTime)
            await Task.Delay(0.9 * life * fraction, Token);
        else
            await FilesAsync(process, before + 1 + (int)(filesOfLife * fraction));
        if (!await process.KillAsync())
            return true;
        Kills++;
        var committed = await HeadAsync() != head;
        if (committed)
            Committed++;
        else if (CountFiles() > before)
            Torn++;
        await ReadAsync();
        if (spark is not null && Kills % KillsBetweenSpark == 0)
            await ReadBySparkAsync(spark);
        if (Kills % KillsBetweenRemovals == 0)
            await RemoveOrphansAsync();
        return committed;
    }

    private async Task FilesAsync(CommandLineProcess process, int count)
    {
        while (!process.HasExited && CountFiles() < count)
            await Task.Delay(10, Token);
    }

    private int CountFiles() => Directory.Exists(warehouse)
        ? Directory.EnumerateFiles(warehouse, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None }).Count()
        : 0;

    /// <summary>The last commit of main; null where there is none but the catalog's own first.</summary>
    private async Task<string?> HeadAsync()
    {
        if (!Directory.Exists(warehouse))
            return null;
        var catalog = await EmbeddedCatalog.OpenAsync(Location.OfLocalPath(warehouse), cancellationToken: Token);
        return (await catalog.LogAsync(ICatalog.MainBranch, 1, Token)).Single() is { Parents.Count: > 0 } head ? head.Hash : null;
    }

    /// <summary>All files are there, and the rows of what changed can be read.</summary>
    private async Task ReadAsync()
    {
        if (!Directory.Exists(warehouse))
            return;
        var tables = await files.CheckAsync();
        using var lakehouse = await TestLakehouse.OpenAsync(warehouse: warehouse);
        foreach (var table in tables.Where(table => read.Add(table.MetadataLocation)))
            lakehouse.Count($"select count(distinct rows) from (select rows from {await lakehouse.RelationAsync(table)} as rows)");
    }

    /// <summary>All that the killed left behind goes; what is named stays, and there is nothing left over then.</summary>
    private async Task RemoveOrphansAsync()
    {
        var removed = JsonLines.Read(await CommandLineProcess.RunAsync(warehouse, "orphans", "--older-than", "0s", "--remove", "--json"));
        Removed += removed.Count;
        await files.CheckAsync();
        Assert.Equal("", await CommandLineProcess.RunAsync(warehouse, "orphans", "--older-than", "0s", "--json"));
    }

    private async Task ReadBySparkAsync(SparkSession spark)
    {
        using var lakehouse = await TestLakehouse.OpenAsync(warehouse: warehouse);
        foreach (var table in await files.CheckAsync())
        {
            var name = $"kill.{table.Identifier.Namespace}_{table.Identifier.Name}";
            await spark.RegisterAsync(name, table.MetadataLocation, Token);
            var theirs = Assert.Single(await spark.SqlAsync($"select count(*) as rows from {SparkSession.Catalog}.{name}", Token)).GetProperty("rows").GetInt64();
            Assert.Equal((table.Identifier, lakehouse.Count($"select count(*) from {await lakehouse.RelationAsync(table)}")), (table.Identifier, theirs));
        }
    }
}
