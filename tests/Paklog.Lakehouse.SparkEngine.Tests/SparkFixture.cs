using Paklog.Lakehouse.SparkEngine.Translation;
using Paklog.Lakehouse.Testing;
using SparkSession = Paklog.Lakehouse.Spark.Sql.SparkSession;

namespace Paklog.Lakehouse.SparkEngine.Tests;

/// <summary>The driver of the tests of the translation (UTC, NULL instead of errors).</summary>
public sealed class SparkFixture() : LocalSparkDriver(
    "1g",
    [
        .. SparkSql.Settings,

        // Rows of VALUES would be computed while the query is planned, by other code than a table's rows.
        new("spark.sql.optimizer.excludedRules", "org.apache.spark.sql.catalyst.optimizer.ConvertToLocalRelation"),

        // A JVM of a minute spends much of it on compiling: without the second compiler the tests take a fifth less of the processor.
        new("spark.driver.extraJavaOptions", "-Duser.timezone=UTC -XX:TieredStopAtLevel=1"),
        new("spark.sql.shuffle.partitions", "1"),
    ])
{
    /// <summary>A session of its own on the driver.</summary>
    public async Task<SparkSession> SessionAsync(CancellationToken cancellationToken) =>
        SparkSession.Builder((await DriverAsync(cancellationToken)).Gateway).AppName("tests").GetOrCreate().NewSession();
}
