using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.IntegrationTests.Rest;
using Paklog.Lakehouse.Rest.Server;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Trino;

/// <summary>One warehouse, served by our REST server, and one real Trino on it, started by the first test that asks (see <see cref="TrinoCollection"/>).</summary>
public sealed class TrinoFixture : IAsyncDisposable
{
    private readonly List<Exception> errors = [];
    private TemporaryFolder? folder;
    private RestCatalogServer? server;
    private TrinoServer? trino;
    private TrinoLake? lake;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The lake; skips the test where there is no Trino.</summary>
    internal async Task<TrinoLake> LakeAsync()
    {
        if (lake is not null)
            return lake;
        Shared.Require("engines/engines");
        folder ??= new TemporaryFolder();
        var catalog = await EmbeddedCatalog.OpenAsync(folder.Location, cancellationToken: Token);
        server ??= await ServedLake.StartAsync(catalog, folder.Location, errors);
        var security = $"iceberg.rest-catalog.security=OAUTH2\niceberg.rest-catalog.oauth2.credential={ServedLake.Name}:{ServedLake.Secret}\niceberg.rest-catalog.oauth2.server-uri={server.Uri}/v1/oauth/tokens\n";
        const string procedures = "iceberg.register-table-procedure.enabled=true\niceberg.add-files-procedure.enabled=true\n";
        trino ??= await TrinoServer.StartAsync("rest", server.Uri, "main", security + procedures, Token);
        var opened = new TrinoLake(folder, catalog, trino);
        await opened.SqlAsync($"CREATE SCHEMA lake.{opened.Namespace}");
        return lake = opened;
    }

    public async ValueTask DisposeAsync()
    {
        if (trino is not null)
            await trino.DisposeAsync();
        if (server is not null)
            await server.DisposeAsync();
        lake?.Dispose();
        folder?.Dispose();
        Assert.Empty(errors);
    }
}
