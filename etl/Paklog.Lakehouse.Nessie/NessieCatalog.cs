using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Nessie.Api;

namespace Paklog.Lakehouse.Nessie;

/// <summary>
/// The catalog that a Nessie server keeps, by its REST API v2. The server holds names, branches and the locations of metadata files; the files themselves are written and read here.
/// Safe for use by many threads and processes at once, and beside Iceberg's own NessieCatalog.
/// </summary>
public sealed partial class NessieCatalog : ICatalog, IDisposable
{
    private readonly NessieClient client;
    private readonly NessieCommitter committer;
    private readonly NessieCatalogOptions options;
    private readonly string warehouse;
    private readonly IFileIO io;

    private NessieCatalog(NessieClient client, string warehouse, IFileIO io, NessieCatalogOptions options)
    {
        this.client = client;
        this.warehouse = warehouse.TrimEnd('/');
        this.io = io;
        this.options = options;
        committer = new NessieCommitter(client, options);
    }

    /// <summary>Finds the server and asks whether it speaks the API and has a branch main.</summary>
    /// <param name="uri">The API's address, for example <c>http://127.0.0.1:19120/api/v2</c>.</param>
    /// <param name="warehouse">The location below which tables stand whose creator names none.</param>
    /// <param name="io">Reads and writes table metadata there.</param>
    /// <exception cref="IcebergException">Unavailable: no answer. ValidationFailed: the token is refused. Unsupported or InvalidData: not this API.</exception>
    public static async Task<NessieCatalog> OpenAsync(
        Uri uri, string warehouse, IFileIO io, NessieCatalogOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new NessieCatalogOptions();
        var catalog = new NessieCatalog(new NessieClient(uri, options), warehouse, io, options);
        try
        {
            var config = await catalog.ReadAsync((api, t) => api.GetConfigAsync(t), cancellationToken);
            if (config.ActualApiVersion != 2)
                throw new IcebergException(IcebergErrorKind.Unsupported, $"{uri} speaks version {config.ActualApiVersion} of Nessie's API, and version 2 is needed; give the address that ends with /api/v2.");
            if (await catalog.LoadReferenceAsync(ICatalog.MainBranch, cancellationToken) is null)
                throw new IcebergException(IcebergErrorKind.Unsupported, $"Nessie at {uri} has no branch '{ICatalog.MainBranch}', which a catalog needs; its default branch is '{config.DefaultBranch}'. Create '{ICatalog.MainBranch}' there.");
            return catalog;
        }
        catch
        {
            catalog.Dispose();
            throw;
        }
    }

    public void Dispose() => client.Dispose();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListNamespacesAsync(string reference, CancellationToken cancellationToken = default)
    {
        var entries = await EntriesAsync(reference, null, $"entry.contentType == '{NessieContent.Namespace}'", cancellationToken);
        return [.. entries.Select(entry => entry.Name.ToString()).Order(StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, string>?> LoadNamespaceAsync(string ns, string reference, CancellationToken cancellationToken = default) =>
        await FindAsync(ContentKey.OfNamespace(ns), reference, cancellationToken) is { Type: NessieContent.Namespace } content
            ? content.Properties ?? new Dictionary<string, string>()
            : null;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TableIdentifier>> ListTablesAsync(string ns, string reference, CancellationToken cancellationToken = default)
    {
        var key = ContentKey.OfNamespace(ns);
        var entries = await EntriesAsync(reference, key, null, cancellationToken);
        if (!entries.Exists(entry => entry.Type == NessieContent.Namespace && entry.Name == key))
            throw NoNamespace(ns);
        return
        [
            .. entries.Where(entry => entry.Type == NessieContent.Table && entry.Name.Elements.Count == key.Elements.Count + 1)
                .Select(entry => TableIdentifier.Of(ns, entry.Name.Elements[^1]))
                .OrderBy(table => table.Name, StringComparer.Ordinal),
        ];
    }

    /// <inheritdoc/>
    public async Task<Table?> LoadTableAsync(TableIdentifier identifier, string reference, CancellationToken cancellationToken = default)
    {
        if (await FindAsync(ContentKey.Of(identifier), reference, cancellationToken) is not { Type: NessieContent.Table, MetadataLocation: { } location })
            return null;
        return new Table(identifier, await TableMetadataFile.ReadAsync(io, identifier, location, cancellationToken), location, io);
    }

    private static IcebergException NoNamespace(string ns) =>
        new(IcebergErrorKind.NotFound, $"There is no namespace '{ns}'; create it, or name another.");

    /// <summary>How a path names a branch, a tag or a commit. No reference has a name that looks like a hash.</summary>
    private static string PathOf(string reference) =>
        ReferenceName.IsValid(reference) ? reference
        : IsHash(reference) ? "@" + reference
        : throw NoReference(reference);

    private static bool IsHash(string text) => text.Length is >= 8 and <= 64 && text.All(char.IsAsciiHexDigit);

    private static IcebergException NoReference(string reference, Exception? inner = null) =>
        new(IcebergErrorKind.NotFound, $"There is no branch, tag or commit '{reference}'; list the references to see what there is.", inner: inner);

    private async Task<NessieContent?> FindAsync(ContentKey key, string reference, CancellationToken cancellationToken)
    {
        var path = PathOf(reference);
        var answer = await ReadAsync((api, t) => api.GetContentsAsync(path, new ContentsRequest([key]), t), cancellationToken, reference);
        return answer.Contents.Count > 0 ? answer.Contents[0].Content : null;
    }

    /// <param name="prefix">A namespace: itself and all below it, at any depth.</param>
    /// <param name="filter">A condition in Google's Common Expression Language.</param>
    private async Task<List<NessieEntry>> EntriesAsync(string reference, ContentKey? prefix, string? filter, CancellationToken cancellationToken)
    {
        var path = PathOf(reference);
        return await ReadAllAsync(
            client.ReadPagesAsync<EntriesPage, NessieEntry>((api, page, t) => api.ListEntriesAsync(path, prefix?.ToPathString(), filter, page, t), cancellationToken), reference, cancellationToken);
    }

    /// <summary>Reads, and says in the contract's terms why Nessie refuses.</summary>
    /// <param name="reference">What may not be there.</param>
    private async Task<T> ReadAsync<T>(Func<INessieApi, CancellationToken, Task<T>> request, CancellationToken cancellationToken, string? reference = null)
        where T : class
    {
        try
        {
            return await client.ReadAsync(request, cancellationToken);
        }
        catch (RefusedException e)
        {
            throw reference is not null && e.Code == NessieError.ReferenceNotFound ? NoReference(reference, e) : Refusals.ToIcebergException(e);
        }
    }

    private static async Task<List<T>> ReadAllAsync<T>(IAsyncEnumerable<T> items, string reference, CancellationToken cancellationToken)
    {
        try
        {
            return await items.ToListAsync(cancellationToken);
        }
        catch (RefusedException e)
        {
            throw e.Code == NessieError.ReferenceNotFound ? NoReference(reference, e) : Refusals.ToIcebergException(e);
        }
    }
}
