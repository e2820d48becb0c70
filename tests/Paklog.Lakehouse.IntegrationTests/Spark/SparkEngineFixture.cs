using System.Collections;
using Paklog.Lakehouse.Definition;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Spark.Launch;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Spark;

/// <summary>The driver of a real Spark for the tests of the engine, started for the first that asks (local, two cores). Each engine has a session of its own.</summary>
public sealed class SparkEngineFixture : IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(1);
    private SparkDriver? driver;

    /// <summary>A lakehouse whose runs are Spark's. It lands and is asked by the embedded engine.</summary>
    internal async Task<TestLakehouse> OpenAsync(LakehouseDefinition? definition = null, string? warehouse = null, Func<string, Task<ICatalog>>? openCatalog = null)
    {
        var spark = await SessionAsync(TestContext.Current.CancellationToken);
        return await TestLakehouse.OpenAsync(definition, warehouse, openCatalog: openCatalog, compute: manifests => new SparkEngine.SparkEngine(spark, manifests, TimeProvider.System));
    }

    private async Task<Lakehouse.Spark.Sql.SparkSession> SessionAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            driver ??= await StartAsync(cancellationToken);
            return Lakehouse.Spark.Sql.SparkSession.Builder(driver.Gateway).AppName("engine tests").GetOrCreate();
        }
        finally
        {
            gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        gate.Dispose();
        if (driver is not null)
            await driver.DisposeAsync();
    }

    private static async Task<SparkDriver> StartAsync(CancellationToken cancellationToken)
    {
        Shared.RequireProgram("java", "openjdk-17-jdk-headless");
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!);
        environment["SPARK_LOCAL_IP"] = "127.0.0.1";
        var spark = SparkInstallation.Find(await Engines.RunAsync(cancellationToken, "spark-home"), environment);
        var command = new SparkSubmitCommand(spark.Submit)
        {
            Master = "local[2]",
            DriverMemory = "2g",
            Conf =
            [
                new("spark.ui.enabled", "false"),
                new("spark.log.level", "ERROR"),

                // A thousand statements over a few rows each: what Spark compiles for them would take longer than they do.
                new("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1"),
                new("spark.sql.codegen.wholeStage", "false"),
                new("spark.sql.codegen.factoryMode", "NO_CODEGEN"),
                new("spark.sql.adaptive.enabled", "false"),
                new("spark.sql.shuffle.partitions", "2"),
                new("spark.driver.bindAddress", "127.0.0.1"),
            ],
        };
        return await SparkDriver.StartAsync(command, environment, TestContext.Current.SendDiagnosticMessage, cancellationToken);
    }
}
