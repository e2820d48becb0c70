using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.IntegrationTests.Iceberg;
using Paklog.Lakehouse.Rest.Server;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Rest;

/// <summary>A warehouse with our embedded catalog and engine, and the same catalog served to Spark as a REST catalog, with client credentials.</summary>
internal sealed class ServedLake : IAsyncDisposable
{
    internal const string Name = "etl";

    internal const string Secret = "5ecret-of-etl";

    private readonly RestCatalogServer server;
    private readonly List<Exception> errors;

    private ServedLake(Lake lake, EmbeddedCatalog catalog, RestCatalogServer server, List<Exception> errors)
    {
        Lake = lake;
        Catalog = catalog;
        this.server = server;
        this.errors = errors;
    }

    internal Lake Lake { get; }

    internal EmbeddedCatalog Catalog { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    internal static async Task<ServedLake> OpenAsync(SparkFixture spark)
    {
        EmbeddedCatalog? catalog = null;
        RestCatalogServer? server = null;
        var errors = new List<Exception>();
        var lake = await Lake.OpenAsync(spark, async (session, warehouse) =>
        {
            catalog = await EmbeddedCatalog.OpenAsync(warehouse, cancellationToken: Token);
            server = await StartAsync(catalog, warehouse, errors);
            return (catalog, await NameAsync(session, server.Uri, "main"));
        });
        return new ServedLake(lake, catalog!, server!, errors);
    }

    internal static Task<RestCatalogServer> StartAsync(EmbeddedCatalog catalog, string warehouse, List<Exception> errors) => RestCatalogServer.StartAsync(
        catalog, new RestServerOptions { Warehouse = warehouse, Clients = [new RestClient(Name, Secret, RestAccess.Write)], OnError = error => { lock (errors) errors.Add(error); } }, Token);

    /// <summary>A catalog in Spark on a branch of this one; gives its name.</summary>
    internal Task<string> NameAsync(string branch) => NameAsync(Lake.Spark, server.Uri, branch);

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Lake.Dispose();
        Assert.Empty(errors);
    }

    private static async Task<string> NameAsync(SparkSession session, Uri uri, string branch)
    {
        var name = "rest_" + Guid.NewGuid().ToString("N");
        foreach (var (key, value) in new[]
        {
            ("", "org.apache.iceberg.spark.SparkCatalog"), (".type", "rest"), (".uri", uri.ToString()), (".warehouse", branch), (".credential", $"{Name}:{Secret}"), (".cache-enabled", "false"),
        })
        {
            await session.SqlAsync($"SET `spark.sql.catalog.{name}{key}`=`{value}`", Token);
        }

        return name;
    }
}
