using System.Diagnostics;
using System.Globalization;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Sorting;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Benchmarks;

/// <summary>The embedded catalog with many tables in one namespace and a long history: loads, commits a second, merges. Each sample opens the catalog anew, so that nothing is cached but by the operating system.</summary>
internal static class CatalogBenchmark
{
    private const string Many = "many";
    private const int TablesOfACommit = 500;
    private const int Samples = 200;
    private const int Apart = 100;
    private const double LoadLimitMilliseconds = 50;

    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(10);
    private static readonly CommitInfo Info = new("bench", "a commit");

    internal static async Task<int> RunAsync(string work, int tables, int commits)
    {
        var folder = Path.Combine(Path.GetFullPath(work), "catalog");
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        var warehouse = Location.OfLocalPath(folder);
        var built = Stopwatch.StartNew();
        await BuildAsync(warehouse, tables, commits);
        Print($"built {tables:#,0} tables and {commits:#,0} commits in {built.Elapsed.TotalSeconds:F0} s, not flushed");

        var random = new Random(7);
        var loads = await SamplesAsync(warehouse, catalog => catalog.LoadTableAsync(Name(random.Next(tables)), ICatalog.MainBranch));
        Print($"load of a table: median {loads[Samples / 2]:F1} ms, 99 of 100 within {loads[Samples * 99 / 100]:F1} ms, limit {LoadLimitMilliseconds} ms");
        Print($"list of all tables: median {(await SamplesAsync(warehouse, catalog => catalog.ListTablesAsync(Many, ICatalog.MainBranch), 5))[2]:F0} ms");
        Print($"log of the last 20: median {(await SamplesAsync(warehouse, catalog => catalog.LogAsync(ICatalog.MainBranch, 20), 21))[10]:F1} ms");
        Print($"commits a second, one writer: {await CommitsAsync(warehouse, 1, tables):F0}");
        Print($"commits a second, 8 writers of their own tables: {await CommitsAsync(warehouse, 8, tables):F0}");
        Print($"merge of branches that are {Apart} commits apart on each side: {await MergeAsync(warehouse):F0} ms");
        return loads[Samples * 99 / 100] <= LoadLimitMilliseconds ? 0 : 1;
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static TableIdentifier Name(int number) => new(Many, $"table_{number:00000}");

    private static async Task BuildAsync(string warehouse, int tables, int commits)
    {
        var references = new HeldReferences();
        var options = new EmbeddedCatalogOptions();
        var catalog = await EmbeddedCatalog.OpenAsync(warehouse, new UnflushedFiles(), references, options);
        TableUpdate[] creation =
        [
            new AddSchema(new Schema([NestedField.RequiredField(1, "id", PrimitiveType.Long)])), new SetCurrentSchema(TableUpdate.LastAdded),
            new AddPartitionSpec(PartitionSpec.Unpartitioned), new SetDefaultSpec(TableUpdate.LastAdded), new AddSortOrder(SortOrder.Unsorted), new SetDefaultSortOrder(TableUpdate.LastAdded),
        ];
        foreach (var group in Enumerable.Range(0, tables).Chunk(TablesOfACommit))
            await catalog.CommitAsync(ICatalog.MainBranch, [.. group.Select(i => new TableCommit(Name(i), [new AssertCreate()], creation))], Info);
        for (var i = 0; i < commits; i++)
            await SetAsync(catalog, ICatalog.MainBranch, Name(i % tables), i);
        var main = await references.ReadAsync(ICatalog.MainBranch);
        await new LocalReferenceStore(Location.ToLocalPath(EmbeddedCatalog.ReferencesOf(warehouse)), options).CompareAndSwapAsync(ICatalog.MainBranch, null, main);
    }

    private static Task<string> SetAsync(EmbeddedCatalog catalog, string branch, TableIdentifier table, int value) =>
        catalog.CommitAsync(branch, [new TableCommit(table, [], [new SetProperties(new Dictionary<string, string> { ["i"] = $"{value}" })])], Info);

    /// <summary>Milliseconds, in order.</summary>
    private static async Task<List<double>> SamplesAsync<T>(string warehouse, Func<EmbeddedCatalog, Task<T>> work, int samples = Samples)
    {
        // The first time the code is compiled as well.
        await work(await EmbeddedCatalog.OpenAsync(warehouse));
        var times = new List<double>();
        for (var sample = 0; sample < samples; sample++)
        {
            var catalog = await EmbeddedCatalog.OpenAsync(warehouse);
            var watch = Stopwatch.StartNew();
            await work(catalog);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        times.Sort();
        return times;
    }

    private static async Task<double> CommitsAsync(string warehouse, int writers, int tables)
    {
        var done = 0;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            var catalog = await EmbeddedCatalog.OpenAsync(warehouse);
            for (var i = 0; watch.Elapsed < Busy; i++)
            {
                await SetAsync(catalog, ICatalog.MainBranch, Name(((i * writers) + writer) % tables), i);
                Interlocked.Increment(ref done);
            }
        })));
        return done / watch.Elapsed.TotalSeconds;
    }

    private static async Task<double> MergeAsync(string warehouse)
    {
        var catalog = await EmbeddedCatalog.OpenAsync(warehouse);
        await catalog.CreateReferenceAsync("apart", ReferenceKind.Branch, (await catalog.LoadReferenceAsync(ICatalog.MainBranch))!.Hash);
        for (var i = 0; i < Apart; i++)
        {
            await SetAsync(catalog, "apart", Name(i), i);
            await SetAsync(catalog, ICatalog.MainBranch, Name(Apart + i), i);
        }

        var fresh = await EmbeddedCatalog.OpenAsync(warehouse);
        var head = (await fresh.LoadReferenceAsync(ICatalog.MainBranch))!.Hash;
        var watch = Stopwatch.StartNew();
        await fresh.MergeAsync(ICatalog.MainBranch, head, "apart", Info);
        return watch.Elapsed.TotalMilliseconds;
    }
}
