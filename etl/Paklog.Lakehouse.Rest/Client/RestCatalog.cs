using System.Collections.Concurrent;
using System.Text.Json;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Storage;
using Refit;

namespace Paklog.Lakehouse.Rest.Client;

/// <summary>
/// A catalog behind an Iceberg REST server. REST knows no branches: <see cref="ICatalog.MainBranch"/> is the server's warehouse, and further references are reached where the server says that
/// its warehouses are branches, as <see cref="Server.RestCatalogServer"/> does. They cannot be listed, made or moved, there is no log, and commits have no hash (it is empty).
/// </summary>
public sealed partial class RestCatalog : ICatalog, IDisposable
{
    /// <summary>A member of <c>defaults</c> in the answer to <c>/v1/config</c>: <c>true</c> where a warehouse is the name of a branch, tag or commit.</summary>
    internal const string WarehouseIsBranch = "lakehouse.warehouse-is-branch";

    private readonly RestTransport transport;
    private readonly RestCatalogOptions options;
    private readonly IFileIO io;
    private readonly ConcurrentDictionary<string, string> prefixes = new(StringComparer.Ordinal);
    private bool hasKeys;
    private bool hasBranches;

    private RestCatalog(RestTransport transport, RestCatalogOptions options, IFileIO io)
    {
        this.transport = transport;
        this.options = options;
        this.io = io;
    }

    /// <summary>Asks the server for its configuration.</summary>
    /// <param name="uri">As other clients are given it, without <c>/v1</c>.</param>
    /// <param name="io">Reads and writes the files of tables.</param>
    /// <exception cref="IcebergException">NotFound: there is no such warehouse; Unavailable: the server does not answer; ValidationFailed: it refuses the token.</exception>
    public static async Task<RestCatalog> OpenAsync(Uri uri, IFileIO io, RestCatalogOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new RestCatalogOptions();
        var catalog = new RestCatalog(new RestTransport(uri, options), options, io);
        try
        {
            var config = await catalog.ConfigureAsync(options.Warehouse, ICatalog.MainBranch, cancellationToken);
            catalog.hasKeys = config.TryGetProperty("idempotency-key-lifetime", out _);
            catalog.hasBranches = Setting(config, "defaults", WarehouseIsBranch) == "true";
            return catalog;
        }
        catch
        {
            catalog.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListNamespacesAsync(string reference, CancellationToken cancellationToken = default)
    {
        var prefix = await PrefixAsync(reference, cancellationToken);
        var found = new List<string>();
        var waiting = new Queue<string?>([null]);
        while (waiting.TryDequeue(out var parent))
        {
            var path = parent is null ? null : PathOf(parent);
            await foreach (var item in PagesAsync("namespaces", (api, page, token) => api.ListNamespacesAsync(prefix, path, page, token), cancellationToken))
            {
                var ns = RestNames.ToNamespace(item.EnumerateArray().Select(level => level.GetString()!));
                found.Add(ns);
                waiting.Enqueue(ns);
            }
        }

        return [.. found.Order(StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, string>?> LoadNamespaceAsync(string ns, string reference, CancellationToken cancellationToken = default)
    {
        var prefix = await PrefixAsync(reference, cancellationToken);
        var reply = await transport.ReadAsync((api, token) => api.GetNamespaceAsync(prefix, PathOf(ns), token), cancellationToken);
        if (reply is { IsMissing: true, Type: "NoSuchNamespaceException" })
            return null;
        return reply.OrThrow(IcebergErrorKind.CommitConflict).Json.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
            ? properties.EnumerateObject().ToDictionary(property => property.Name, property => property.Value.GetString()!)
            : [];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TableIdentifier>> ListTablesAsync(string ns, string reference, CancellationToken cancellationToken = default)
    {
        var prefix = await PrefixAsync(reference, cancellationToken);
        var tables = new List<TableIdentifier>();
        await foreach (var item in PagesAsync("identifiers", (api, page, token) => api.ListTablesAsync(prefix, PathOf(ns), page, token), cancellationToken))
            tables.Add(RestNames.ToIdentifier(item.GetProperty("namespace").EnumerateArray().Select(level => level.GetString()!), item.GetProperty("name").GetString()!));
        return [.. tables.OrderBy(table => table.Name, StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public async Task<Table?> LoadTableAsync(TableIdentifier identifier, string reference, CancellationToken cancellationToken = default)
    {
        var prefix = await PrefixAsync(reference, cancellationToken);
        var reply = await transport.ReadAsync((api, token) => api.GetTableAsync(prefix, PathOf(identifier.Namespace), RestNames.ToName(identifier), token), cancellationToken);
        if (reply is { IsMissing: true, Type: "NoSuchTableException" or "NoSuchNamespaceException" })
            return null;
        var table = reply.OrThrow(IcebergErrorKind.CommitConflict).Json;
        var location = table.GetProperty("metadata-location").GetString()!;
        return new Table(identifier, TableMetadataFile.Read(identifier, location, table.GetProperty("metadata")), location, io);
    }

    /// <inheritdoc/>
    public Task<CatalogReference?> LoadReferenceAsync(string name, CancellationToken cancellationToken = default) => throw NoReferences("tells no commits of its branches");

    /// <inheritdoc/>
    public Task<IReadOnlyList<CatalogReference>> ListReferencesAsync(CancellationToken cancellationToken = default) => throw NoReferences("lists no branches");

    /// <inheritdoc/>
    public Task CreateReferenceAsync(string name, ReferenceKind kind, string hash, CancellationToken cancellationToken = default) => throw NoReferences($"cannot create '{name}'");

    /// <inheritdoc/>
    public Task DeleteReferenceAsync(string name, string expectedHash, CancellationToken cancellationToken = default) => throw NoReferences($"cannot delete '{name}'");

    /// <inheritdoc/>
    public Task AssignBranchAsync(string branch, string expectedHash, string newHash, CancellationToken cancellationToken = default) => throw NoReferences($"cannot move '{branch}'");

    /// <inheritdoc/>
    public Task<IReadOnlyList<CatalogCommit>> LogAsync(string reference, int limit, CancellationToken cancellationToken = default) => throw NoReferences("has no log");

    /// <inheritdoc/>
    public Task<IReadOnlyList<CatalogChange>> DiffAsync(string from, string to, CancellationToken cancellationToken = default) => throw NoReferences("compares no branches");

    public void Dispose() => transport.Dispose();

    private async Task<string> PrefixAsync(string reference, CancellationToken cancellationToken)
    {
        if (prefixes.TryGetValue(reference, out var known))
            return known;
        if (!hasBranches)
            throw new IcebergException(IcebergErrorKind.NotFound, $"There is no branch, tag or commit '{reference}': the REST catalog knows its warehouse alone, which is '{ICatalog.MainBranch}' here.");
        await ConfigureAsync(reference, reference, cancellationToken);
        return prefixes[reference];
    }

    private async Task<JsonElement> ConfigureAsync(string? warehouse, string reference, CancellationToken cancellationToken)
    {
        var config = (await transport.ReadAsync((api, token) => api.GetConfigAsync(warehouse, token), cancellationToken)).OrThrow(IcebergErrorKind.NotFound).Json;
        var prefix = Setting(config, "overrides", "prefix") ?? Setting(config, "defaults", "prefix");
        prefixes[reference] = string.IsNullOrEmpty(prefix) ? "" : prefix + "/";
        return config;
    }

    private async IAsyncEnumerable<JsonElement> PagesAsync(
        string member,
        Func<IRestApi, string?, CancellationToken, Task<IApiResponse<string>>> request,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? page = null;
        do
        {
            var reply = (await transport.ReadAsync((api, token) => request(api, page, token), cancellationToken)).OrThrow(IcebergErrorKind.CommitConflict).Json;
            foreach (var item in reply.GetProperty(member).EnumerateArray())
                yield return item;
            page = reply.TryGetProperty("next-page-token", out var next) && next.ValueKind == JsonValueKind.String ? next.GetString() : null;
        }
        while (!string.IsNullOrEmpty(page));
    }

    private static string PathOf(string ns) => string.Join(RestNames.LevelSeparator, RestNames.ToLevels(ns));

    private static string? Setting(JsonElement config, string group, string name) =>
        config.TryGetProperty(group, out var settings) && settings.ValueKind == JsonValueKind.Object && settings.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static IcebergException NoReferences(string what) =>
        new(IcebergErrorKind.Unsupported, $"An Iceberg REST catalog {what}: name the catalog behind it in the configuration (of type embedded or nessie) where branches are needed.");
}
