using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.IntegrationTests.Spark;

namespace Paklog.Lakehouse.IntegrationTests;

/// <summary>Which engine computes the runs of a <see cref="TestLakehouse"/> that is not told: the embedded one, or Spark within <see cref="OnSparkAsync"/>. PAKLOG_SPARK_ALL=1 has Spark for all tests.</summary>
internal static class RunEngine
{
    private static readonly bool IsAlwaysSpark = Environment.GetEnvironmentVariable("PAKLOG_SPARK_ALL") == "1";

    private static readonly AsyncLocal<bool> IsSpark = new();

    public static async Task OnSparkAsync(Func<Task> test)
    {
        IsSpark.Value = true;
        await test();
    }

    /// <summary>Makes the engine of runs; null for the embedded one.</summary>
    public static async Task<Func<ManifestCache, IEngine>?> CurrentAsync() =>
        IsAlwaysSpark || IsSpark.Value ? await (await TestContext.Current.GetFixture<SparkEngineFixture>())!.EngineAsync() : null;
}
