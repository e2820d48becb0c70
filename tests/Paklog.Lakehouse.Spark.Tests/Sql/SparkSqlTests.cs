using Paklog.Lakehouse.Spark.Sql;

namespace Paklog.Lakehouse.Spark.Tests.Sql;

/// <summary>A session of its own on the driver of the assembly.</summary>
public abstract class SparkSqlTests(SparkDriverFixture spark)
{
    protected async Task<SparkSession> SparkAsync()
    {
        var gateway = await spark.GatewayAsync(TestContext.Current.CancellationToken);
        return SparkSession.Builder(gateway).AppName("tests").GetOrCreate().NewSession();
    }

    protected static string[] Lines(IEnumerable<Row> rows) => rows.Select(row => row.ToString()).ToArray();
}
