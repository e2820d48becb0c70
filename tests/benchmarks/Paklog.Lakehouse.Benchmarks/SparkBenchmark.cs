using System.Collections;
using System.Diagnostics;
using System.Globalization;
using Paklog.Lakehouse.Spark.Launch;
using Paklog.Lakehouse.Spark.Sql;

namespace Paklog.Lakehouse.Benchmarks;

/// <summary>The same work on Spark: by the product, and by the peer's hand-written Spark SQL (<c>run_spark.sh</c> beside the generator). Both are programs that spark-submit starts, by turns.</summary>
internal static class SparkBenchmark
{
    private static readonly Dictionary<string, string> Variables =
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!);

    /// <summary>Prints the stages of each and their seconds in all, the start of Spark included: by turns the product, the product whose every step is Spark's, the peer, and the peer whose JVM is set up as ours; at last the product when Spark lands, too.</summary>
    /// <param name="bench">Holds run_spark.sh.</param>
    /// <param name="work">Holds the input in <c>data</c>.</param>
    public static async Task<int> RunAsync(string bench, string work, int times)
    {
        var data = Path.Combine(work, "data");
        var spark = SparkInstallation.Find(null, Variables);
        var last = Directory.GetFiles(data, "orders-*").Length - 1;
        for (var time = 0; time < times; time++)
        {
            await StartAsync("product", Submit(spark, data, Fresh(work, "spark-product"), "runs"));
            await StartAsync("Spark alone", Submit(spark, data, Fresh(work, "spark-product"), "runs", "0"));
            await StartAsync("peer", Peer([]));
            await StartAsync("its JVM as ours", Peer(Options(spark)));
        }

        await StartAsync("landing too", Submit(spark, data, Fresh(work, "spark-product"), "all", "0"));
        return 0;

        ProcessStartInfo Peer(IReadOnlyList<string> options)
        {
            var peer = new ProcessStartInfo("bash", [Path.Combine(bench, "run_spark.sh"), data, "0", last.ToString(CultureInfo.InvariantCulture)]);
            peer.Environment["WH"] = Fresh(work, "spark-peer");
            new SparkSubmitCommand(spark.Submit) { JavaOptions = options }.AddTo(peer.Environment);
            return peer;
        }
    }

    /// <summary>What spark-submit starts.</summary>
    /// <param name="landsToo">Whether Spark lands as well, or the embedded engine in this process.</param>
    public static async Task<int> ProductAsync(string home, string data, string warehouse, bool landsToo)
    {
        using var self = Process.GetCurrentProcess();
        var before = DateTime.Now - self.StartTime;
        var watch = Stopwatch.StartNew();
        await using var driver = SparkDriver.Attach(Variables);
        var attached = watch.Elapsed;
        var session = SparkSession.Builder(driver.Gateway).AppName("benchmark").GetOrCreate();
        var started = watch.Elapsed;
        using var product = await Product.OpenAsync(home, warehouse, null, opening => new SparkEngine.SparkEngine(session, opening.Manifests, opening.Clock), landsToo);
        Console.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"(.NET's runtime {before.TotalSeconds:F2}, gateway {attached.TotalSeconds:F2}, session {(started - attached).TotalSeconds:F2}, lakehouse and engine {(watch.Elapsed - started).TotalSeconds:F2}) "));
        Lap("start");
        await product.LandAsync([data]);
        Lap("land");
        await product.RunAsync("silver.customers");
        Lap("scd2");
        await product.RunAsync("silver.orders", "gold.revenue");
        Lap("gold");
        Console.WriteLine(await product.CheckAsync());
        return 0;

        void Lap(string stage)
        {
            Console.Write(string.Create(CultureInfo.InvariantCulture, $"{stage} {watch.Elapsed.TotalSeconds:F2}  "));
            watch.Restart();
        }
    }

    private static IReadOnlyList<string> Options(SparkInstallation spark) => SparkEngine.DriverOptions.Of(spark.Home, [], null, Variables.GetValueOrDefault);

    private static ProcessStartInfo Submit(SparkInstallation spark, string data, string warehouse, string lands, string? threshold = null)
    {
        var command = new SparkSubmitCommand(spark.Submit)
        {
            Master = Variables.GetValueOrDefault("MASTER", "local[2]"),
            DriverMemory = Variables.GetValueOrDefault("MEM", "4g"),
            Conf =
            [
                new("spark.ui.enabled", "false"),
                new("spark.log.level", "WARN"),
                new("spark.sql.shuffle.partitions", Variables.GetValueOrDefault("SHUF", "4")),
                .. (threshold ?? Variables.GetValueOrDefault("THRESHOLD")) is { } size ? [new(SparkEngine.SparkEngine.EmbeddedThresholdSetting, size)] : Array.Empty<KeyValuePair<string, string>>(),
            ],
            JavaOptions = Options(spark),
            Application = new DotNetApplication(typeof(Product).Assembly.Location, ["spark-product", data, warehouse, lands]),
        };
        return command.StartInfo();
    }

    private static async Task StartAsync(string name, ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{name} ended with exit code {process.ExitCode}: {await error}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-15} {watch.Elapsed.TotalSeconds,6:F2} s in all  {output.Trim()}"));
    }

    private static string Fresh(string work, string name)
    {
        var folder = Path.Combine(work, name);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        return folder;
    }
}
