using System.Collections;
using System.Collections.Concurrent;
using Paklog.Lakehouse.Spark.Gateway;
using Paklog.Lakehouse.Spark.Launch;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.Spark.Tests;

/// <summary>One driver of a real Spark for all tests of the assembly, started by <see cref="SparkDriver"/> for the first that asks (local, two cores, UTC).</summary>
public sealed class SparkDriverFixture : IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(1);
    private SparkDriver? driver;
    private JvmObject? session;

    /// <summary>Every line that the driver has printed.</summary>
    public ConcurrentQueue<string> Log { get; } = new();

    /// <summary>The environment of a driver: this process's own.</summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>(
        System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => KeyValuePair.Create((string)entry.Key, (string)entry.Value!)))
    {
        ["SPARK_LOCAL_IP"] = "127.0.0.1",
    };

    /// <summary>The Spark of shared; skips the test where it cannot be had (see <see cref="Shared"/>).</summary>
    public static async Task<SparkInstallation> InstallationAsync(CancellationToken cancellationToken)
    {
        Shared.RequireProgram("java", "openjdk-17-jdk-headless");
        return SparkInstallation.Find(await Engines.RunAsync(cancellationToken, "spark-home"), Environment);
    }

    /// <summary>How the driver is started.</summary>
    public static SparkSubmitCommand Command(SparkInstallation spark) => new(spark.Submit)
    {
        Master = "local[2]",
        DriverMemory = "1g",
        Conf =
        [
            new("spark.ui.enabled", "false"),
            new("spark.sql.session.timeZone", "UTC"),
            new("spark.driver.extraJavaOptions", "-Duser.timezone=UTC"),
            new("spark.sql.shuffle.partitions", "2"),
            new("spark.driver.bindAddress", "127.0.0.1"),
        ],
    };

    public async Task<SparkDriver> DriverAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            return driver ??= await SparkDriver.StartAsync(Command(await InstallationAsync(cancellationToken)), Environment, Log.Enqueue, cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    public async Task<JvmGateway> GatewayAsync(CancellationToken cancellationToken) => (await DriverAsync(cancellationToken)).Gateway;

    /// <summary>Java's <c>org.apache.spark.sql.SparkSession</c>, made by the first that asks.</summary>
    public async Task<JvmObject> SessionAsync(CancellationToken cancellationToken)
    {
        var gateway = await GatewayAsync(cancellationToken);
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (session is null)
            {
                using var builder = (JvmObject)gateway.CallStatic("org.apache.spark.sql.SparkSession", "builder")!;
                session = builder.Call<JvmObject>("getOrCreate");
            }
            return session;
        }
        finally
        {
            gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (driver is not null)
            await driver.DisposeAsync();
        gate.Dispose();
    }
}
