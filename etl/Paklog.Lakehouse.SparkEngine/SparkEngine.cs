using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Spark.Gateway;
using Paklog.Lakehouse.Spark.Sql;
using Paklog.Lakehouse.SparkEngine.Exchange;
using Paklog.Lakehouse.SparkEngine.Sessions;

namespace Paklog.Lakehouse.SparkEngine;

/// <summary>Spark as the engine of runs: its cluster computes, this process plans and commits. Its tables are read and written by Spark's own Iceberg (<see cref="ExchangeCatalog"/>).</summary>
public sealed class SparkEngine : IEngine
{
    /// <summary>As Spark writes sizes ("10m"). The default is the size of a table that Spark itself takes through its driver (<c>spark.sql.autoBroadcastJoinThreshold</c>).</summary>
    public const string EmbeddedThresholdSetting = "spark.paklog.embeddedThreshold";

    internal const string EngineName = "spark";

    private readonly DirectoryInfo folder;
    private readonly SparkSqlSession session;
    private readonly DataFiles files;

    /// <param name="spark">The session; it needs Iceberg's runtime for its version of Spark among its jars, and no catalog. Stays the caller's.</param>
    /// <exception cref="LakehouseException">Spark has no Iceberg, or <see cref="EmbeddedThresholdSetting"/> is no size.</exception>
    public SparkEngine(SparkSession spark, ManifestCache manifests, TimeProvider clock)
    {
        EmbeddedThreshold = ThresholdOf(spark);
        folder = Directory.CreateTempSubdirectory("paklog-exchange-");
        var exchange = new ExchangeCatalog(folder.FullName, clock);
        try
        {
            session = new SparkSqlSession(spark, exchange.Warehouse);
        }
        catch
        {
            folder.Delete(recursive: true);
            throw;
        }

        files = DataFiles.Of(null, new EngineOptions());
        Reader = new SparkTableReader(session, exchange, manifests);
        Writer = new SparkTableWriter(session, exchange, files);
        Envelopes = new SparkEnvelopeReader(session);
    }

    public string Name => EngineName;

    public long EmbeddedThreshold { get; }

    public ISqlSession Sql => session;

    public ITableReader Reader { get; }

    public ITableWriter Writer { get; }

    public IEnvelopeReader? Envelopes { get; }

    public async Task<string> WidenAsync(string input, IReadOnlyList<LookUp> lookUps, Func<LookUp, string> dimension, CancellationToken cancellationToken) =>
        SparkLookUpSql.Widen(input, [.. (await session.DescribeAsync($"select * from {input}", cancellationToken)).Fields.Select(column => column.Name)], lookUps, dimension);

    public void Release() => SparkErrors.Guard(session.Release, "");

    public void Dispose()
    {
        try
        {
            session.Dispose();
        }
        catch (Exception error) when (SparkErrors.IsOfSpark(error))
        {
            // What a Spark held that is gone is gone with it; why it went has been said.
        }

        files.Dispose();
        folder.Delete(recursive: true);
    }

    private static long ThresholdOf(SparkSession spark)
    {
        var size = spark.Conf().Get(EmbeddedThresholdSetting, "10m");
        try
        {
            return spark.Gateway.CallStatic<long>("org.apache.spark.network.util.JavaUtils", "byteStringAsBytes", size);
        }
        catch (JvmException error)
        {
            throw new LakehouseException($"{EmbeddedThresholdSetting} takes a size as 10m, or 0, not '{size}'.", error);
        }
    }
}
