using System.Diagnostics;
using System.Globalization;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Transactions;

namespace Paklog.Lakehouse.Benchmarks;

/// <summary>
/// What planning and committing cost where there is much metadata: 1,000 tables in a catalog, 100,000 files in a table, 10,000 snapshots in a table.
/// Cold is a catalog just opened with empty caches (the operating system's are warm), warm the same once more; each commit goes to a branch of its own, so that all start alike.
/// </summary>
internal static class PlanBenchmark
{
    private const int Repeats = 5;
    private const double LimitMilliseconds = 1000;

    internal static async Task<int> RunAsync(string work)
    {
        var folder = Path.Combine(Path.GetFullPath(work), "plan");
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        var built = Stopwatch.StartNew();
        await PlanTables.BuildAsync(await PlanSession.OpenAsync(folder));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"built in {built.Elapsed.TotalSeconds:F1} s; median of {Repeats}, limit {LimitMilliseconds} ms each"));
        Console.WriteLine("                                              cold ms    cpu ms   warm ms   alloc MB   peak MB   held MB");
        var missed = 0;
        missed += await MeasureAsync("1,000 tables: list", folder, async session => await session.Catalog.ListTablesAsync(PlanTables.Many, ICatalog.MainBranch));
        missed += await MeasureTableAsync("1,000 tables", folder, PlanTables.OneOfMany);
        missed += await MeasureTableAsync("100,000 files", folder, PlanTables.Files);
        missed += await MeasureAsync("100,000 files: row-level commit", folder, OverwriteAsync);
        missed += await MeasureTableAsync("10,000 snapshots", folder, PlanTables.Snapshots);
        Console.WriteLine($"{missed} above the limit");
        return missed == 0 ? 0 : 1;
    }

    private static async Task<int> MeasureTableAsync(string name, string folder, TableIdentifier table) =>
        await MeasureAsync($"{name}: load", folder, session => session.LoadAsync(table))
        + await MeasureAsync($"{name}: plan one day", folder, session => PlanAsync(session, table, PlanTables.OnDay(PlanTables.Days / 2)))
        + await MeasureAsync($"{name}: plan all", folder, session => PlanAsync(session, table, Expression.AlwaysTrue))
        + await MeasureAsync($"{name}: append commit", folder, session => CommitAsync(session, table, new AppendFiles([PlanTables.NewFile(PlanTables.Days)])))
        + await MeasureAsync($"{name}: fast append commit", folder, session => CommitAsync(session, table, new AppendFiles([PlanTables.NewFile(PlanTables.Days)]) { Fast = true }));

    private static async Task<int> PlanAsync(PlanSession session, TableIdentifier table, Expression filter)
    {
        var count = 0;
        var loaded = await session.LoadAsync(table);
        await foreach (var task in loaded.NewScan(session.Manifests, filter: filter).PlanFilesAsync())
            count += task.DataFile.FilePath.Length > 0 ? 1 : 0;
        return count;
    }

    private static async Task<string> CommitAsync(PlanSession session, TableIdentifier table, params IReadOnlyList<TableAction> actions)
    {
        var branch = await session.NewBranchAsync();
        var transaction = session.NewTransaction(branch);
        foreach (var action in actions)
            transaction.Table(table).Apply(action);
        return (await transaction.CommitAsync(new CommitInfo("bench", "one commit"))).Hash;
    }

    /// <summary>As a merge of keys commits: three files of one day are rewritten, as of a snapshot after which ten others came.</summary>
    private static async Task<string> OverwriteAsync(PlanSession session)
    {
        var filter = PlanTables.OnDay(PlanTables.Days / 2);
        var table = await session.LoadAsync(PlanTables.Files);
        var planned = table.Metadata.AncestorsOf(table.Metadata.CurrentSnapshotId!.Value).Last().SnapshotId;
        var files = await table.NewScan(session.Manifests, planned, filter: filter).PlanFilesAsync().Take(3).ToListAsync();
        return await CommitAsync(session, PlanTables.Files, new OverwriteFiles(planned)
        {
            RemovedDataFiles = [.. files.Select(file => file.DataFile)],
            DataFiles = [.. files.Select(_ => PlanTables.NewFile(PlanTables.Days / 2))],
            Conflicts = new ConflictScope { Filter = filter },
        });
    }

    private static async Task<int> MeasureAsync<T>(string name, string folder, Func<PlanSession, Task<T>> work)
    {
        // The first time the code is compiled as well.
        await OnceAsync(folder, work);
        var samples = new List<Sample>();
        for (var repeat = 0; repeat < Repeats; repeat++)
            samples.Add(await OnceAsync(folder, work));
        var (cold, warm) = (Median(samples, sample => sample.Cold), Median(samples, sample => sample.Warm));
        var missed = cold > LimitMilliseconds || warm > LimitMilliseconds;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-42} {cold,10:F0} {Median(samples, sample => sample.Processor),9:F0} {warm,9:F0} {Megabytes(sample => sample.Allocated),10:F0} {Megabytes(sample => sample.Peak),9:F0} {Megabytes(sample => sample.Held),9:F0}{(missed ? "   missed" : "")}"));
        return missed ? 1 : 0;

        double Megabytes(Func<Sample, long> bytes) => Median(samples, sample => bytes(sample) / 1024.0 / 1024.0);
    }

    private static async Task<Sample> OnceAsync<T>(string folder, Func<PlanSession, Task<T>> work)
    {
        // Or the session before would still stand on the stack, of which this is called.
        await Task.Yield();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var session = await PlanSession.OpenAsync(folder);
        var start = GC.GetTotalAllocatedBytes();
        var processor = Process.GetCurrentProcess().TotalProcessorTime;
        var (cold, peak) = await TimeAsync(() => work(session));
        var allocated = GC.GetTotalAllocatedBytes() - start;
        processor = Process.GetCurrentProcess().TotalProcessorTime - processor;
        var (warm, _) = await TimeAsync(() => work(session));
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(session);
        return new Sample(cold, processor.TotalMilliseconds, warm, allocated, peak - before, held);
    }

    private static async Task<(double Milliseconds, long Peak)> TimeAsync<T>(Func<Task<T>> work)
    {
        var peak = 0L;
        using var sampler = new Timer(_ => peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: false)), null, 0, 2);
        var watch = Stopwatch.StartNew();
        await work();
        return (watch.Elapsed.TotalMilliseconds, Math.Max(peak, GC.GetTotalMemory(forceFullCollection: false)));
    }

    private static double Median(List<Sample> samples, Func<Sample, double> value) => samples.Select(value).Order().ElementAt(samples.Count / 2);

    private sealed record Sample(double Cold, double Processor, double Warm, long Allocated, long Peak, long Held);
}
