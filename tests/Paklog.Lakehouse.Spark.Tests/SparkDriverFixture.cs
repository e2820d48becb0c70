using Paklog.Lakehouse.Spark.Gateway;
using Paklog.Lakehouse.Spark.Launch;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.Spark.Tests;

/// <summary>The driver of the tests of the gateway and of the API of Microsoft.Spark (UTC).</summary>
public sealed class SparkDriverFixture() : LocalSparkDriver(Memory, Settings)
{
    private const string Memory = "1g";

    private static readonly KeyValuePair<string, string>[] Settings =
        [new("spark.sql.session.timeZone", "UTC"), new("spark.driver.extraJavaOptions", "-Duser.timezone=UTC"), new("spark.sql.shuffle.partitions", "2")];

    private readonly Lock sessionLock = new();
    private JvmObject? session;

    /// <summary>How the driver is started.</summary>
    public static SparkSubmitCommand Command(SparkInstallation spark) => Command(spark, Memory, Settings);

    public async Task<JvmGateway> GatewayAsync(CancellationToken cancellationToken) => (await DriverAsync(cancellationToken)).Gateway;

    /// <summary>Java's <c>org.apache.spark.sql.SparkSession</c>, made by the first that asks.</summary>
    public async Task<JvmObject> SessionAsync(CancellationToken cancellationToken)
    {
        var gateway = await GatewayAsync(cancellationToken);
        lock (sessionLock)
        {
            if (session is null)
            {
                using var builder = (JvmObject)gateway.CallStatic("org.apache.spark.sql.SparkSession", "builder")!;
                session = builder.Call<JvmObject>("getOrCreate");
            }

            return session;
        }
    }
}
