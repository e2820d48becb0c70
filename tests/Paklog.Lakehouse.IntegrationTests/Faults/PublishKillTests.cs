using System.Diagnostics;
using System.Globalization;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.Iceberg.Conformance;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Faults;

/// <summary>SIGKILL at random instants of a publication: the target has everything or nothing of it, and it can be done again. <c>PAKLOG_PUBLISH_KILLS</c> and <c>PAKLOG_KILL_SEED</c> are how many and when.</summary>
public sealed class PublishKillTests : IDisposable
{
    private const int Tables = 100;

    private static readonly int Kills = NumberSetting.Read("PAKLOG_PUBLISH_KILLS", 10);
    private static readonly int Seed = NumberSetting.Read("PAKLOG_KILL_SEED", 20260107);
    private static readonly CommitInfo Info = new("tests", "a test");
    private static readonly TableIdentifier Other = new("shared", "other");

    private readonly TemporaryFolder folder = new();
    private readonly Random random = new(Seed);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Warehouse => Path.Combine(folder.Path, "warehouse");

    private static IEnumerable<TableIdentifier> Shared => Enumerable.Range(0, Tables).Select(n => new TableIdentifier("shared", $"table_{n:d3}"));

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_killed_publish_has_moved_all_tables_of_the_target_or_none()
    {
        var catalog = await OpenAsync();
        await catalog.CommitAsync("main", [TestTable.Creation(Other), .. Shared.Select(table => TestTable.Creation(table))], Info, Token);
        await catalog.CreateReferenceAsync("dev", ReferenceKind.Branch, (await catalog.LoadReferenceAsync("main", Token))!.Hash, Token);
        await CommitAsync(catalog, 0);
        var started = Stopwatch.GetTimestamp();
        var files = Count();
        await CommandLineProcess.RunAsync(Warehouse, "publish", "dev", "main");
        var (life, written) = (Stopwatch.GetElapsedTime(started), Count() - files);

        var (published, version, torn) = (0, 1, 0);
        await CommitAsync(catalog, version);
        for (var kill = 0; kill < Kills; kill++)
        {
            files = Count();
            using (var process = CommandLineProcess.Start(Warehouse, "publish", "dev", "main"))
            {
                await WaitAsync(process, life, files, written);
                await process.KillAsync();
            }

            torn += Count() > files ? 1 : 0;
            var found = new HashSet<string>();
            foreach (var table in Shared)
                found.Add((await (await OpenAsync()).LoadTableAsync(table, "main", Token))!.Metadata.Properties["version"]);
            var now = int.Parse(Assert.Single(found), CultureInfo.InvariantCulture);
            Assert.True(now == published || now == version, $"seed {Seed}, kill {kill}: main has {now}, not {published} or {version}");
            published = now;
            if (now == version)
                await CommitAsync(catalog, ++version);
        }

        await CommandLineProcess.RunAsync(Warehouse, "publish", "dev", "main");
        Assert.Equal($"{version}", (await (await OpenAsync()).LoadTableAsync(new TableIdentifier("shared", "table_000"), "main", Token))!.Metadata.Properties["version"]);
        Assert.Equal(version, await OthersAsync(catalog));
        await CommandLineProcess.RunAsync(Warehouse, "orphans", "--older-than", "0s", "--remove");
        await new WarehouseFiles(Warehouse).CheckAsync();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {Seed}: {Kills} killed, {torn} with files written, {version} published");
        Assert.True(torn > Kills / 4, $"only {torn} of {Kills} were killed at work");
    }

    [Fact]
    public async Task A_run_that_is_killed_while_it_publishes_has_moved_all_tables_of_the_target_or_none()
    {
        await CommandLineProcess.RunAsync(Warehouse, "land", "--input", Repository.Path("tests/testdata/demo/topics/pay.public.refunds-0.jsonl.gz"));
        var tables = JsonLines.Read(await CommandLineProcess.RunAsync(Warehouse, "run", "--json")).Single().GetProperty("tables").GetArrayLength();
        var catalog = await OpenAsync();
        var commits = (await catalog.LogAsync("main", int.MaxValue, Token)).Count(commit => commit.Properties.ContainsKey("paklog.run-id"));
        var published = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            var before = (await catalog.LoadReferenceAsync("main", Token))!.Hash;
            using (var process = CommandLineProcess.Start(Warehouse, "run", "--full"))
            {
                await LastCommitAsync(process, commits);
                await Task.Delay(TimeSpan.FromMilliseconds(15 * random.NextDouble()), Token);
                await process.KillAsync();
            }

            var head = (await catalog.LoadReferenceAsync("main", Token))!.Hash;
            var moved = (await catalog.DiffAsync(before, head, Token)).Count;
            Assert.True(moved == (head == before ? 0 : tables), $"seed {Seed}, kill {kill}: {moved} of {tables} tables were moved");
            published += head == before ? 0 : 1;
        }

        await CommandLineProcess.RunAsync(Warehouse, "orphans", "--older-than", "0s", "--remove");
        Assert.Equal("main", Assert.Single(await catalog.ListReferencesAsync(Token)).Name);
        await new WarehouseFiles(Warehouse).CheckAsync();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {Seed}: {Kills} killed, {published} published");
    }

    private async Task<EmbeddedCatalog> OpenAsync() => await EmbeddedCatalog.OpenAsync(Location.OfLocalPath(Warehouse), cancellationToken: Token);

    /// <summary>All shared tables move on dev, and another on main, so that there is something to merge.</summary>
    private static async Task CommitAsync(EmbeddedCatalog catalog, int version)
    {
        await catalog.CommitAsync("dev", [.. Shared.Select(table => TestTable.Set(table, "version", $"{version}"))], Info, Token);
        await catalog.CommitAsync("main", [TestTable.Set(Other, "other", $"{version}")], Info, Token);
    }

    private static async Task<int> OthersAsync(EmbeddedCatalog catalog) =>
        int.Parse((await catalog.LoadTableAsync(Other, "main", Token))!.Metadata.Properties["other"], CultureInfo.InvariantCulture);

    /// <summary>A time within the life of the process, or the moment in which it has written so many files.</summary>
    private async Task WaitAsync(CommandLineProcess process, TimeSpan life, int before, int written)
    {
        var fraction = random.NextDouble();
        if (random.Next(3) == 0)
        {
            await Task.Delay(life * (0.5 + (fraction / 2)), Token);
            return;
        }

        var count = before + 1 + (int)(written * fraction);
        while (!process.HasExited && Count() < count)
            await Task.Delay(1, Token);
    }

    /// <summary>Until the run's branch has all its commits, which is when it begins to publish.</summary>
    private async Task LastCommitAsync(CommandLineProcess process, int commits)
    {
        var references = Path.Combine(Warehouse, "catalog", "refs", "branches");
        var known = Directory.EnumerateFiles(references).ToHashSet();
        var heads = new HashSet<string>();
        while (!process.HasExited && heads.Count <= commits)
        {
            try
            {
                foreach (var branch in Directory.EnumerateFiles(references, "run%2F*").Where(branch => !known.Contains(branch)))
                    heads.Add(await File.ReadAllTextAsync(branch, Token)); // the first is where it began
                await Task.Delay(1, Token);
            }
            catch (FileNotFoundException)
            {
                return; // it is published, and its branch was taken away
            }
        }
    }

    private int Count() => Directory.EnumerateFiles(Path.Combine(Warehouse, "catalog"), "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None }).Count();
}
