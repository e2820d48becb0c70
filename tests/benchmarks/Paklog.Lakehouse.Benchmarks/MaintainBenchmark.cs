using System.Diagnostics;
using System.Globalization;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Iceberg.Transactions;
using Paklog.Lakehouse.Iceberg.Types;
using Paklog.Lakehouse.Maintenance;

namespace Paklog.Lakehouse.Benchmarks;

/// <summary>A table of many small files, before and after one maintenance.</summary>
internal static class MaintainBenchmark
{
    private const int Days = 20;
    private const int RowsOfFile = 100;

    private static readonly TableIdentifier Name = new("bench", "small");

    /// <param name="files">How many data files the table has; 100 commits make them.</param>
    public static async Task<int> RunAsync(string folder, int files)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        using var engine = new EmbeddedEngine(new EngineOptions("2GB", Path.Combine(folder, "tmp")), new ManifestCache());
        var catalog = await EmbeddedCatalog.OpenAsync(folder);
        var workspace = new Workspace(catalog, engine, new TransactionOptions { IO = new LocalFileIO(), Warehouse = Location.OfLocalPath(folder), Clock = TimeProvider.System, Random = Random.Shared, Manifests = engine.Reader.Manifests });
        await BuildAsync(workspace, files);
        var before = await StateAsync(workspace);
        Print("before", before);
        var watch = Stopwatch.StartNew();
        await foreach (var report in new Maintainer(workspace, ICatalog.MainBranch).RunAsync(
            new MaintenanceRequest(null, MaintenanceSteps.All, 128 << 20, 5, RewriteAll: false, TimeSpan.Zero, 1, DryRun: false), null, CancellationToken.None))
        {
            if (report.Compaction is { } compaction)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"compaction and manifests {report.Time.TotalSeconds,6:F2} s, {compaction.Commits} commits"));
            if (report.Expiry is { } expiry)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"expiry                   {report.Time.TotalSeconds,6:F2} s, {expiry.Snapshots.Count} snapshots"));
        }

        var swept = Stopwatch.StartNew();
        var gone = 0;
        for (var phase = 0; phase < 2; phase++)
            await catalog.SweepAsync(await catalog.PlanSweepAsync(TimeSpan.Zero, DateTimeOffset.UtcNow), _ => gone++);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"both phases of the sweep {swept.Elapsed.TotalSeconds,6:F2} s, {gone} files deleted"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"in all                   {watch.Elapsed.TotalSeconds,6:F2} s, peak memory {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB"));
        var after = await StateAsync(workspace);
        Print("after", after);
        return before.Hash == after.Hash ? 0 : 1;
    }

    private static async Task BuildAsync(Workspace workspace, int files)
    {
        const int Commits = 100;
        var schema = new SchemaBuilder().Required("id", IcebergType.Long).Required("at", IcebergType.TimestampTz).Optional("payload", IcebergType.String).Build();
        var create = workspace.Begin(ICatalog.MainBranch);
        create.Table(Name).Create(schema, new PartitionSpecBuilder(schema).Day("at").Build());
        await create.CommitAsync(new CommitInfo("bench", "create"));
        var target = WriteTarget.Of((await workspace.Catalog.LoadTableAsync(Name, ICatalog.MainBranch))!);
        for (var commit = 0; commit < Commits; commit++)
        {
            var added = new List<DataFile>();
            for (var part = 0; part < files / Commits / Days; part++)
            {
                var first = ((commit * (files / Commits / Days)) + part) * Days * RowsOfFile;
                var rows = string.Create(CultureInfo.InvariantCulture, $"SELECT range AS id, TIMESTAMPTZ '2026-01-01 00:00:00+00' + INTERVAL 1 DAY * (range % {Days}) AS \"at\", md5(range::VARCHAR) || md5((range + 1)::VARCHAR) AS payload FROM range({first}, {first + (Days * RowsOfFile)})");
                added.AddRange(await workspace.Engine.Writer.WriteAsync(target, rows, CancellationToken.None));
            }

            var append = workspace.Begin(ICatalog.MainBranch);
            append.Table(Name).Append(added);
            await workspace.Engine.Writer.Uncommitted.CommitAsync(() => append.CommitAsync(new CommitInfo("bench", "append")));
        }
    }

    private static async Task<State> StateAsync(Workspace workspace)
    {
        var table = (await workspace.Catalog.LoadTableAsync(Name, ICatalog.MainBranch))!;
        var relation = await workspace.Engine.Reader.ReadAsync(table, CancellationToken.None);
        var watch = Stopwatch.StartNew();
        var hash = $"{workspace.Connection.QueryScalar($"SELECT count(*) || ' rows, hash ' || sum(hash(id, \"at\", payload)) FROM {relation.Sql}")}";
        var onDisk = Directory.EnumerateFiles(Location.ToLocalPath(table.Metadata.Location), "*", SearchOption.AllDirectories).Select(path => new FileInfo(path)).ToList();
        return new State(relation.Files.Count, relation.Bytes, table.Metadata.Snapshots.Count, onDisk.Count, onDisk.Sum(file => file.Length), watch.Elapsed, hash);
    }

    private static void Print(string when, State state) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{when,-6} {state.Files,6} data files {state.Bytes / 1e6,7:F1} MB, {state.Snapshots,3} snapshots; in the table's folder {state.FilesOnDisk,6} files {state.BytesOnDisk / 1e6,7:F1} MB; scan {state.Scan.TotalSeconds,5:F2} s; {state.Hash}"));

    private sealed record State(int Files, long Bytes, int Snapshots, int FilesOnDisk, long BytesOnDisk, TimeSpan Scan, string Hash);
}
