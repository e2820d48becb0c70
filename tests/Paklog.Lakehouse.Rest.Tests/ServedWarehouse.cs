using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.Rest.Server;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.Rest.Tests;

/// <summary>An embedded catalog in a folder of its own, served on a free port.</summary>
internal sealed class ServedWarehouse : IAsyncDisposable
{
    private readonly TemporaryFolder folder;

    private ServedWarehouse(TemporaryFolder folder, EmbeddedCatalog catalog, RestCatalogServer server, List<Exception> errors)
    {
        this.folder = folder;
        Catalog = catalog;
        Server = server;
        Errors = errors;
    }

    /// <summary>Past the server.</summary>
    internal EmbeddedCatalog Catalog { get; }

    internal RestCatalogServer Server { get; }

    /// <summary>What the server says should not have happened.</summary>
    internal List<Exception> Errors { get; }

    internal string Location => Iceberg.Storage.Location.OfLocalPath(folder.Path);

    internal string Folder => folder.Path;

    internal static async Task<ServedWarehouse> StartAsync(TimeProvider? clock = null, params RestClient[] clients)
    {
        var folder = new TemporaryFolder();
        var location = Iceberg.Storage.Location.OfLocalPath(folder.Path);
        var catalog = await EmbeddedCatalog.OpenAsync(location, cancellationToken: TestContext.Current.CancellationToken);
        var errors = new List<Exception>();
        var options = new RestServerOptions
        {
            Warehouse = location,
            Clients = clients,
            Clock = clock ?? TimeProvider.System,
            OnError = error =>
            {
                lock (errors)
                    errors.Add(error);
            },
        };
        return new ServedWarehouse(folder, catalog, await RestCatalogServer.StartAsync(catalog, options, TestContext.Current.CancellationToken), errors);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        folder.Dispose();
    }
}
