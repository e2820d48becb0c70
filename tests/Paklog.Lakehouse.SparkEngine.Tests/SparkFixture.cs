using System.Collections;
using Paklog.Lakehouse.Spark.Launch;
using Paklog.Lakehouse.SparkEngine.Translation;
using Paklog.Lakehouse.Testing;
using SparkSession = Paklog.Lakehouse.Spark.Sql.SparkSession;

namespace Paklog.Lakehouse.SparkEngine.Tests;

/// <summary>One driver of a real Spark for all tests of the assembly (local, two cores, UTC, NULL instead of errors), started for the first that asks.</summary>
public sealed class SparkFixture : IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(1);
    private SparkDriver? driver;

    /// <summary>A session of its own on the driver.</summary>
    public async Task<SparkSession> SessionAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            driver ??= await StartAsync(cancellationToken);
        }
        finally
        {
            gate.Release();
        }

        return SparkSession.Builder(driver.Gateway).AppName("tests").GetOrCreate().NewSession();
    }

    public async ValueTask DisposeAsync()
    {
        if (driver is not null)
            await driver.DisposeAsync();
        gate.Dispose();
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
            DriverMemory = "1g",
            Conf =
            [
                new("spark.ui.enabled", "false"),
                .. SparkSql.Settings,

                // Rows of VALUES would be computed while the query is planned, by other code than a table's rows.
                new("spark.sql.optimizer.excludedRules", "org.apache.spark.sql.catalyst.optimizer.ConvertToLocalRelation"),

                // A JVM of a minute spends much of it on compiling: without the second compiler the tests take a fifth less of the processor.
                new("spark.driver.extraJavaOptions", "-Duser.timezone=UTC -XX:TieredStopAtLevel=1"),
                new("spark.sql.shuffle.partitions", "1"),
                new("spark.driver.bindAddress", "127.0.0.1"),
            ],
        };
        return await SparkDriver.StartAsync(command, environment, _ => { }, cancellationToken);
    }
}
