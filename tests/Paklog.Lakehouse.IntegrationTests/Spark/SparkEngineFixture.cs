using Paklog.Lakehouse.Definition;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Spark;

/// <summary>The driver of the tests of the engine. Each engine has a session of its own.</summary>
public sealed class SparkEngineFixture() : LocalSparkDriver(
    "2g",
    [
        new("spark.log.level", "ERROR"),

        // A thousand statements over a few rows each: what Spark compiles for them would take longer than they do.
        new("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1"),
        new("spark.sql.codegen.wholeStage", "false"),
        new("spark.sql.codegen.factoryMode", "NO_CODEGEN"),
        new("spark.sql.adaptive.enabled", "false"),
        new("spark.sql.shuffle.partitions", "2"),
    ])
{
    /// <summary>A lakehouse whose runs are Spark's. It lands and is asked by the embedded engine.</summary>
    internal async Task<TestLakehouse> OpenAsync(LakehouseDefinition? definition = null, string? warehouse = null, Func<string, Task<ICatalog>>? openCatalog = null, long embeddedThreshold = 0) =>
        await TestLakehouse.OpenAsync(definition, warehouse, openCatalog: openCatalog, compute: await EngineAsync(embeddedThreshold));

    /// <param name="embeddedThreshold">Bytes; the tables of tests are small, and Spark's work all the same unless a test says otherwise.</param>
    internal async Task<Func<ManifestCache, IEngine>> EngineAsync(long embeddedThreshold = 0)
    {
        var driver = await DriverAsync(TestContext.Current.CancellationToken);
        return manifests =>
        {
            var session = Paklog.Lakehouse.Spark.Sql.SparkSession.Builder(driver.Gateway).AppName("engine tests").GetOrCreate().NewSession();
            session.Conf().Set(SparkEngine.SparkEngine.EmbeddedThresholdSetting, embeddedThreshold);
            return new SparkEngine.SparkEngine(session, manifests, TimeProvider.System);
        };
    }
}
