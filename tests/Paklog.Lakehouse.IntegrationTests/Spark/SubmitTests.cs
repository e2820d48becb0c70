using Paklog.Lakehouse.IntegrationTests.Faults;
using Paklog.Lakehouse.IntegrationTests.Recordings;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Spark;

/// <summary>The job assembly by spark-submit, as a person calls it, on a cluster: it lands, and of its run a worker dies.</summary>
public sealed class SubmitTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Warehouse => Path.Combine(folder.Path, "warehouse");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_worker_that_is_killed_in_the_middle_loses_nothing()
    {
        Shared.RequireProgram("java", "openjdk-17-jdk-headless");
        using var expected = await TestLakehouse.OpenAsync();
        await expected.LandAsync(Recording.Small("plain"));
        await expected.RunAsync();
        await Engines.RunAsync(Token, "cluster", "start", "2");
        try
        {
            var spark = await Engines.RunAsync(Token, "spark-home");
            using (var land = Start(spark, "land", "--input", Topic("customers"), "--input", Topic("products")))
            {
                var landed = await land.WaitAsync();
                Assert.True(landed.ExitCode == 0, landed.Error + landed.Output);
                Assert.Contains("bronze.customers", landed.Output, StringComparison.Ordinal);
            }

            await CommandLineProcess.RunAsync(Warehouse, "land", "--input", Recording.Small("plain"));
            using var run = Start(spark, "run", "silver.customers", "silver.products");
            await KillWorkerAsync(run);
            var result = await run.WaitAsync();
            Assert.True(result.ExitCode == 0, result.Error + result.Output);
            Assert.Contains("silver.customers_history", result.Output, StringComparison.Ordinal);
        }
        finally
        {
            await Engines.RunAsync(Token, "cluster", "stop");
        }

        // The embedded engine goes on from there.
        using var lakehouse = await TestLakehouse.OpenAsync(warehouse: Warehouse);
        var report = await lakehouse.RunAsync();
        Assert.Contains(report.Skipped, skipped => skipped.Table == "silver.customers");
        (await TableDifferences.FindAsync(expected, lakehouse)).AssertNone();
    }

    private static string Topic(string table) => Path.Combine(Recording.Small("plain"), $"ecom.ecommerce.{table}-0.jsonl.gz");

    private CommandLineProcess Start(string sparkHome, string verb, params IReadOnlyList<string> arguments) => CommandLineProcess.Start(
        ["env", "SPARK_HOME=" + sparkHome, "SPARK_LOCAL_IP=127.0.0.1"],
        Repository.Path("conf"),
        Warehouse,
        [verb, "--engine", "spark", "--master", "spark://127.0.0.1:7077", "--engine-conf", "spark.ui.enabled=false", "--engine-conf", "spark.paklog.embeddedThreshold=0", .. arguments]);

    /// <summary>Waits for the executors, lets them work, and kills one with its worker.</summary>
    private static async Task KillWorkerAsync(CommandLineProcess run)
    {
        int executor;
        while ((executor = JavaProcesses.Executors(null).FirstOrDefault()) == 0)
        {
            Assert.False(run.HasExited, "The run ended before an executor was there.");
            await Task.Delay(100, Token);
        }

        await Task.Delay(TimeSpan.FromSeconds(8), Token);
        Assert.False(run.HasExited, "The run ended before a worker could be killed.");
        foreach (var id in (int[])[JavaProcesses.ParentOf(executor), executor])
            JavaProcesses.Kill(id);
    }
}
