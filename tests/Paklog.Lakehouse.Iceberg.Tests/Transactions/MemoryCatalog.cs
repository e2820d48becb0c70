using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.Iceberg.Tests.Transactions;

/// <summary>One branch in memory, whose commits a test can precede, lose or leave in doubt.</summary>
internal sealed class MemoryCatalog(IFileIO io, TimeProvider clock) : ICatalog
{
    private readonly Lock gate = new();
    private readonly Dictionary<TableIdentifier, Table> tables = [];
    private readonly List<CatalogCommit> log = [];

    /// <summary>Runs once before the next commit is applied, as another writer would.</summary>
    internal Func<Task>? BeforeNextCommit { get; set; }

    /// <summary>Runs once after the next commit was applied; what it throws is the commit's outcome.</summary>
    internal Action? AfterNextCommit { get; set; }

    internal int Attempts { get; private set; }

    internal IReadOnlyList<TableCommit> LastCommits { get; private set; } = [];

    internal void Put(Table table)
    {
        lock (gate)
            tables[table.Identifier] = table;
    }

    public Task<Table?> LoadTableAsync(TableIdentifier identifier, string reference, CancellationToken cancellationToken = default)
    {
        lock (gate)
            return Task.FromResult(tables.GetValueOrDefault(identifier));
    }

    public async Task<string> CommitAsync(string branch, IReadOnlyList<TableCommit> commits, CommitInfo info, CancellationToken cancellationToken = default)
    {
        if (BeforeNextCommit is { } before)
        {
            BeforeNextCommit = null;
            await before();
        }

        string hash;
        lock (gate)
        {
            Attempts++;
            LastCommits = commits;
            var changed = new Dictionary<TableIdentifier, Table>();
            foreach (var commit in commits)
            {
                var table = tables.GetValueOrDefault(commit.Identifier);
                TableRequirement.Check(commit.Requirements, table?.Metadata, commit.Identifier.ToString());
                var metadata = TableMetadataBuilder.Apply(table?.Metadata, table?.MetadataLocation, commit.Updates, clock);

                // Through JSON, as a real catalog would.
                metadata = TableMetadataJson.Read(TableMetadataJson.Write(metadata));
                changed[commit.Identifier] = new Table(commit.Identifier, metadata, $"{metadata.Location}/metadata/{log.Count:00000}.metadata.json", io);
            }

            foreach (var (identifier, table) in changed)
                tables[identifier] = table;
            hash = $"c{log.Count + 1}";
            log.Insert(0, new CatalogCommit(hash, [], info.Author, info.Message, clock.GetUtcNow(), info.Properties, []));
        }

        if (AfterNextCommit is { } after)
        {
            AfterNextCommit = null;
            after();
        }

        return hash;
    }

    public Task<CatalogReference?> LoadReferenceAsync(string name, CancellationToken cancellationToken = default) =>
        Task.FromResult<CatalogReference?>(new CatalogReference(name, ReferenceKind.Branch, $"c{log.Count}"));

    public Task<IReadOnlyList<CatalogCommit>> LogAsync(string reference, int limit, CancellationToken cancellationToken = default)
    {
        lock (gate)
            return Task.FromResult<IReadOnlyList<CatalogCommit>>([.. log.Take(limit)]);
    }

    public Task<IReadOnlyList<string>> ListNamespacesAsync(string reference, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyDictionary<string, string>?> LoadNamespaceAsync(string ns, string reference, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task CreateNamespaceAsync(
        string branch, string ns, IReadOnlyDictionary<string, string> properties, CommitInfo info, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task UpdateNamespaceAsync(
        string branch, string ns, IReadOnlyDictionary<string, string> set, IReadOnlyCollection<string> remove, CommitInfo info, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task DropNamespaceAsync(string branch, string ns, CommitInfo info, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<TableIdentifier>> ListTablesAsync(string ns, string reference, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<string> DropTableAsync(string branch, TableIdentifier identifier, CommitInfo info, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<string> RenameTableAsync(string branch, TableIdentifier from, TableIdentifier to, CommitInfo info, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<string> RegisterTableAsync(
        string branch, TableIdentifier identifier, string metadataLocation, CommitInfo info, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<CatalogReference>> ListReferencesAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task CreateReferenceAsync(string name, ReferenceKind kind, string hash, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task DeleteReferenceAsync(string name, string expectedHash, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task AssignBranchAsync(string branch, string expectedHash, string newHash, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<CatalogChange>> DiffAsync(string from, string to, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
