using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

/// <summary>
/// A catalog without a server: immutable, content-addressed commits and trees of entries in <c>&lt;warehouse&gt;/catalog/objects</c>, and references that are swapped atomically.
/// The format of its files stands in the README.md of this project. Safe for use by many threads and processes at once.
/// </summary>
public sealed partial class EmbeddedCatalog
{
    private readonly string warehouse;
    private readonly IFileIO io;
    private readonly IReferenceStore references;
    private readonly EmbeddedCatalogOptions options;
    private readonly ObjectStore objects;
    private readonly CatalogTree tree;
    private readonly CatalogCommitter committer;
    private readonly OrphanMarks marks;

    private EmbeddedCatalog(string warehouse, IFileIO io, IReferenceStore references, EmbeddedCatalogOptions options)
    {
        this.warehouse = warehouse.TrimEnd('/');
        this.io = io;
        this.references = references;
        this.options = options;
        objects = new ObjectStore(io, Location.Combine(this.warehouse, EntryName.CatalogFolder, "objects"), options.CacheBytes);
        marks = new OrphanMarks(io, Location.Combine(this.warehouse, EntryName.CatalogFolder, "sweeps"));
        tree = new CatalogTree(objects);
        committer = new CatalogCommitter(objects, tree, references, options);
    }

    /// <summary>Opens the catalog of a warehouse on a local folder; where there is none it is created, with an empty branch main.</summary>
    /// <param name="warehouse">The <c>file:///</c> location of the folder.</param>
    public static Task<EmbeddedCatalog> OpenAsync(string warehouse, EmbeddedCatalogOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new EmbeddedCatalogOptions();
        var folder = Location.ToLocalPath(ReferencesOf(warehouse));
        return OpenAsync(warehouse, new LocalFileIO(), new LocalReferenceStore(folder, options), options, cancellationToken);
    }

    /// <summary>The same over a given file store and reference store.</summary>
    /// <exception cref="IcebergException">Unsupported when the catalog's format is of another version; InvalidData when the folder is damaged or something else.</exception>
    public static async Task<EmbeddedCatalog> OpenAsync(
        string warehouse, IFileIO io, IReferenceStore references, EmbeddedCatalogOptions options, CancellationToken cancellationToken = default)
    {
        var catalog = new EmbeddedCatalog(warehouse, io, references, options);

        // In this order: whoever creates a catalog writes the format before the first reference.
        var hasReferences = (await references.ListAsync(cancellationToken)).Count > 0;
        await CatalogFormat.EnsureAsync(io, Location.Combine(catalog.warehouse, EntryName.CatalogFolder), hasReferences, cancellationToken);
        if (await references.ReadAsync(ICatalog.MainBranch, cancellationToken) is null)
            await catalog.committer.CreateRootAsync(ICatalog.MainBranch, new CommitInfo("catalog", "Create the catalog"), cancellationToken);
        return catalog;
    }

    /// <summary>The location of the folder of a warehouse's references.</summary>
    public static string ReferencesOf(string warehouse) => Location.Combine(warehouse, EntryName.CatalogFolder, "refs");

    /// <summary>Whether there is a catalog, be it a damaged one.</summary>
    public static async Task<bool> ExistsAsync(string warehouse, IFileIO io, IReferenceStore references, CancellationToken cancellationToken = default) =>
        await io.ExistsAsync(Location.Combine(warehouse, EntryName.CatalogFolder, CatalogFormat.FileName), cancellationToken)
        || (await references.ListAsync(cancellationToken)).Count > 0;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListNamespacesAsync(string reference, CancellationToken cancellationToken = default)
    {
        var root = await RootOfAsync(reference, cancellationToken);
        return [.. (await tree.ListNamespacesAsync(root, cancellationToken)).Select(entry => entry.Name)];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, string>?> LoadNamespaceAsync(string ns, string reference, CancellationToken cancellationToken = default)
    {
        var root = await RootOfAsync(reference, cancellationToken);
        return (await tree.FindNamespaceAsync(root, ns, cancellationToken))?.Properties;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<TableIdentifier>> ListTablesAsync(string ns, string reference, CancellationToken cancellationToken = default) =>
        ListAsync(CatalogEntryKind.Table, ns, reference, cancellationToken);

    /// <inheritdoc/>
    public async Task<Table?> LoadTableAsync(TableIdentifier identifier, string reference, CancellationToken cancellationToken = default)
    {
        var root = await RootOfAsync(reference, cancellationToken);
        if (await tree.FindEntryAsync(root, identifier, cancellationToken) is not { Kind: CatalogEntryKind.Table } entry)
            return null;
        var metadata = await TableMetadataFile.ReadAsync(io, identifier, entry.MetadataLocation, cancellationToken);
        return new Table(identifier, metadata, entry.MetadataLocation, io);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CatalogCommit>> LogAsync(string reference, int limit, CancellationToken cancellationToken = default)
    {
        var log = new List<CatalogCommit>();
        var (hash, commit) = await ResolveAsync(reference, cancellationToken);
        while (log.Count < limit)
        {
            log.Add(commit.ToCatalogCommit(hash));
            if (commit.Parents.Count == 0)
                break;
            hash = commit.Parents[0];
            commit = await objects.ReadAsync(hash, CommitObject.ReadFrom, cancellationToken);
        }

        return log;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CatalogChange>> DiffAsync(string from, string to, CancellationToken cancellationToken = default) =>
        await tree.DiffAsync(await RootOfAsync(from, cancellationToken), await RootOfAsync(to, cancellationToken), cancellationToken);

    private async Task<IReadOnlyList<TableIdentifier>> ListAsync(CatalogEntryKind kind, string ns, string reference, CancellationToken cancellationToken)
    {
        var root = await RootOfAsync(reference, cancellationToken);
        var entries = await tree.ListEntriesAsync(await RequireNamespaceAsync(root, ns, cancellationToken), cancellationToken);
        return [.. entries.Where(entry => entry.Kind == kind).Select(entry => new TableIdentifier(ns, entry.Name))];
    }

    private async Task<string?> RootOfAsync(string reference, CancellationToken cancellationToken) =>
        (await ResolveAsync(reference, cancellationToken)).Commit.Root;

    /// <summary>A branch, a tag, or the whole hash of a commit. No reference has a name that looks like a hash.</summary>
    private async Task<(string Hash, CommitObject Commit)> ResolveAsync(string reference, CancellationToken cancellationToken)
    {
        if (ReferenceName.IsValid(reference) && await references.ReadAsync(reference, cancellationToken) is { } found)
            return (found.Hash, await objects.ReadAsync(found.Hash, CommitObject.ReadFrom, cancellationToken));
        return await FindCommitAsync(reference, cancellationToken) is { } commit
            ? (reference, commit)
            : throw new IcebergException(IcebergErrorKind.NotFound, $"There is no branch, tag or commit '{reference}'; list the references to see what there is.");
    }

    private async Task<CommitObject?> FindCommitAsync(string hash, CancellationToken cancellationToken) =>
        CatalogJson.IsHash(hash) ? await objects.FindAsync(hash, CommitObject.ReadFrom, cancellationToken) : null;

    private async Task<NamespaceEntry> RequireNamespaceAsync(string? root, string ns, CancellationToken cancellationToken) =>
        await tree.FindNamespaceAsync(root, ns, cancellationToken)
        ?? throw new IcebergException(IcebergErrorKind.NotFound, $"There is no namespace '{ns}'; create it, or name another.");
}
