using System.Security.Cryptography;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Rest.Server;
using Paklog.Lakehouse.Spark.Sql;

namespace Paklog.Lakehouse.SparkEngine;

/// <summary>
/// The lakehouse's catalog for Spark programs of one's own. This process serves it on loopback as an Iceberg REST catalog, to whoever has a secret that lives as long as this object; Spark's driver asks
/// it, and the executors need the storage alone. Runs do not need it (<see cref="SparkEngine"/>).
/// </summary>
public sealed class ServedCatalog : IAsyncDisposable
{
    private const int SecretBytes = 32;

    private readonly RestCatalogServer server;
    private readonly string secret;

    private ServedCatalog(RestCatalogServer server, string secret) => (this.server, this.secret) = (server, secret);

    /// <summary>Where it is served: a port that was free.</summary>
    public Uri Uri => server.Uri;

    /// <param name="warehouse">The location of the warehouse, for tables that are new.</param>
    public static async Task<ServedCatalog> StartAsync(ICatalog catalog, string warehouse, CancellationToken cancellationToken = default)
    {
        var secret = Convert.ToHexString(RandomNumberGenerator.GetBytes(SecretBytes));
        var options = new RestServerOptions { Warehouse = warehouse, Clients = [new RestClient("spark", secret, RestAccess.Write)] };
        return new ServedCatalog(await RestCatalogServer.StartAsync(catalog, options, cancellationToken), secret);
    }

    /// <summary>Gives a branch a name in a session: the table <c>silver.orders</c> is <c>name.silver.orders</c> there. The session must not have used the name before.</summary>
    public void NameIn(SparkSession spark, string name, string branch = ICatalog.MainBranch)
    {
        var conf = spark.Conf();
        conf.Set($"spark.sql.catalog.{name}", "org.apache.iceberg.spark.SparkCatalog");
        conf.Set($"spark.sql.catalog.{name}.type", "rest");
        conf.Set($"spark.sql.catalog.{name}.uri", Uri.ToString());
        conf.Set($"spark.sql.catalog.{name}.warehouse", branch);
        conf.Set($"spark.sql.catalog.{name}.rest.auth.type", "oauth2");
        conf.Set($"spark.sql.catalog.{name}.oauth2-server-uri", $"{Uri}/v1/oauth/tokens");
        conf.Set($"spark.sql.catalog.{name}.token", secret);

        // What others commit meanwhile is seen by the next statement.
        conf.Set($"spark.sql.catalog.{name}.cache-enabled", false);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
