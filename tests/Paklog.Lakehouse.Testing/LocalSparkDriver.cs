using System.Collections;
using System.Collections.Concurrent;
using Paklog.Lakehouse.Spark.Launch;

namespace Paklog.Lakehouse.Testing;

/// <summary>One driver of a real Spark for all tests of an assembly (local, two cores), started by <see cref="SparkDriver"/> for the first that asks.</summary>
/// <param name="memory">Of its JVM, for example <c>1g</c>.</param>
/// <param name="settings">Spark's settings beside those of all such drivers.</param>
public abstract class LocalSparkDriver(string memory, IReadOnlyList<KeyValuePair<string, string>> settings) : IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(1);
    private SparkDriver? driver;

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

    public async Task<SparkDriver> DriverAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            return driver ??= await SparkDriver.StartAsync(Command(await InstallationAsync(cancellationToken), memory, settings), Environment, Log.Enqueue, cancellationToken);
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
        GC.SuppressFinalize(this);
    }

    /// <summary>How a driver is started.</summary>
    protected static SparkSubmitCommand Command(SparkInstallation spark, string memory, IReadOnlyList<KeyValuePair<string, string>> settings) => new(spark.Submit)
    {
        Master = "local[2]",
        DriverMemory = memory,
        Conf = [new("spark.ui.enabled", "false"), new("spark.driver.bindAddress", "127.0.0.1"), .. settings],
    };
}
