using System.Diagnostics;
using System.Globalization;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Conformance;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.S3.Tests;

/// <summary>Processes that commit to one catalog in the store at once (Paklog.Lakehouse.Iceberg.CatalogWriter). PAKLOG_S3_COMMITS sets how often each does.</summary>
public sealed class ConcurrentProcessesTests(S3Fixture s3)
{
    private const int Processes = 16;

    private static readonly int Each = int.Parse(Environment.GetEnvironmentVariable("PAKLOG_S3_COMMITS") ?? "2", CultureInfo.InvariantCulture);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sixteen_processes_that_append_to_one_table_and_to_many_lose_no_file()
    {
        var bucket = await s3.BucketAsync();
        using var store = new S3Storage(bucket.Options);
        var catalog = await Warehouses.OpenAsync(store, bucket.Warehouse);

        // Every second process has a table of its own; the others share one.
        var names = Enumerable.Range(0, Processes).Select(n => new TableIdentifier("shared", n % 2 == 0 ? "table" : $"table_{n:d2}")).ToArray();
        await catalog.CommitAsync("main", [.. names.Distinct().Select(name => TestTable.Creation(name))], new CommitInfo("ana", "a test"), Token);
        var acknowledged = (await Task.WhenAll(Enumerable.Range(0, Processes).Select(n => RunAsync(bucket, $"writer_{n:d2}", names[n])))).SelectMany(hashes => hashes);

        var files = new List<string>();
        foreach (var name in names.Distinct())
        {
            var table = (await catalog.LoadTableAsync(name, "main", Token))!;
            await foreach (var file in table.NewScan(new ManifestCache()).PlanFilesAsync(Token))
                files.Add(Location.FileName(file.DataFile.FilePath));
        }

        Assert.Equal(Enumerable.Range(0, Processes).SelectMany(n => Enumerable.Range(0, Each).Select(commit => $"writer_{n:d2}-{commit}.parquet")).Order(), files.Order());
        var log = await catalog.LogAsync("main", int.MaxValue, Token);
        Assert.Equal(2 + (Processes * Each), log.Count);
        Assert.Equal(acknowledged.Order(), log.Take(Processes * Each).Select(commit => commit.Hash).Order());
    }

    private static async Task<IReadOnlyList<string>> RunAsync(Bucket bucket, string writer, TableIdentifier table)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "Paklog.Lakehouse.Iceberg.CatalogWriter.dll"), bucket.Warehouse, writer, Each.ToString(CultureInfo.InvariantCulture), table.ToString()])
            start.ArgumentList.Add(argument);
        start.Environment["S3_ENDPOINT"] = bucket.Endpoint.ToString();
        start.Environment["AWS_ACCESS_KEY_ID"] = S3Fixture.AccessKey;
        start.Environment["AWS_SECRET_ACCESS_KEY"] = S3Fixture.SecretKey;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(Token);
        var output = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        Assert.Equal((0, ""), (process.ExitCode, await error));
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
