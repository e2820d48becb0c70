namespace Paklog.Lakehouse.Iceberg.Catalogs;

/// <summary>
/// Iceberg REST catalog semantics, with branches and tags over the whole catalog.
/// A <c>reference</c> is a branch name, a tag name or a commit hash; a branch <see cref="MainBranch"/> exists from the start. Errors are
/// <see cref="IcebergException"/>.
/// </summary>
public interface ICatalog
{
    const string MainBranch = "main";

    Task<IReadOnlyList<string>> ListNamespacesAsync(string reference, CancellationToken cancellationToken = default);

    /// <summary>The namespace's properties, or null where there is no such namespace.</summary>
    Task<IReadOnlyDictionary<string, string>?> LoadNamespaceAsync(string ns, string reference, CancellationToken cancellationToken = default);

    /// <summary>Error AlreadyExists where the namespace is there.</summary>
    Task CreateNamespaceAsync(
        string branch, string ns, IReadOnlyDictionary<string, string> properties, CommitInfo info, CancellationToken cancellationToken = default);

    Task UpdateNamespaceAsync(
        string branch,
        string ns,
        IReadOnlyDictionary<string, string> set,
        IReadOnlyCollection<string> remove,
        CommitInfo info,
        CancellationToken cancellationToken = default);

    /// <summary>Error NotEmpty where the namespace holds tables or namespaces.</summary>
    Task DropNamespaceAsync(string branch, string ns, CommitInfo info, CancellationToken cancellationToken = default);

    Task<IReadOnlyList<TableIdentifier>> ListTablesAsync(string ns, string reference, CancellationToken cancellationToken = default);

    /// <summary>The table as the reference has it, or null where it has none of this name.</summary>
    Task<Table?> LoadTableAsync(TableIdentifier identifier, string reference, CancellationToken cancellationToken = default);

    /// <summary>
    /// Commits all tables or none, and returns the new commit's hash. Each table is loaded at the head of the branch, its requirements are checked, its
    /// updates applied (<see cref="Metadata.TableMetadataBuilder"/>) and written as a new metadata file. A table is created where the requirements hold
    /// AssertCreate, with its namespace if that is missing.
    /// Commits of others in between are retried inside as long as the requirements hold.
    /// Error CommitConflict (retryable) when a requirement fails. Error CommitStateUnknown when it cannot be told whether the commit happened: nothing
    /// written for it may then be deleted.
    /// </summary>
    Task<string> CommitAsync(string branch, IReadOnlyList<TableCommit> commits, CommitInfo info, CancellationToken cancellationToken = default);

    /// <summary>Removes the name; files stay.</summary>
    Task<string> DropTableAsync(string branch, TableIdentifier identifier, CommitInfo info, CancellationToken cancellationToken = default);

    Task<string> RenameTableAsync(string branch, TableIdentifier from, TableIdentifier to, CommitInfo info, CancellationToken cancellationToken = default);

    /// <summary>Enters a table that stands elsewhere by the location of its metadata JSON.</summary>
    Task<string> RegisterTableAsync(
        string branch, TableIdentifier identifier, string metadataLocation, CommitInfo info, CancellationToken cancellationToken = default);

    Task<CatalogReference?> LoadReferenceAsync(string name, CancellationToken cancellationToken = default);

    Task<IReadOnlyList<CatalogReference>> ListReferencesAsync(CancellationToken cancellationToken = default);

    Task CreateReferenceAsync(string name, ReferenceKind kind, string hash, CancellationToken cancellationToken = default);

    /// <summary>Error CommitConflict where the reference no longer stands at <paramref name="expectedHash"/>.</summary>
    Task DeleteReferenceAsync(string name, string expectedHash, CancellationToken cancellationToken = default);

    /// <summary>
    /// Compare-and-swap of a branch, by which a run is published. Error CommitConflict where the head is not <paramref name="expectedHash"/>.
    /// </summary>
    Task AssignBranchAsync(string branch, string expectedHash, string newHash, CancellationToken cancellationToken = default);

    /// <summary>
    /// Brings onto a branch what another reference has changed since both parted, entry by entry and in one step. A branch without commits of its own since then may be moved to where the
    /// other reference stands; else a commit is made that has both as parents. Returns the branch's head, which is <paramref name="expectedHash"/> where there was nothing to bring.
    /// Error CommitConflict, retryable, where the head is not <paramref name="expectedHash"/>; CommitConflict, not retryable and naming the entries, where both sides have changed
    /// the same entry otherwise; Unsupported in a catalog that cannot merge.
    /// </summary>
    Task<string> MergeAsync(string branch, string expectedHash, string from, CommitInfo info, CancellationToken cancellationToken = default) =>
        throw IcebergException.Unsupported($"This catalog cannot merge '{from}' into '{branch}'.");

    /// <summary>The newest commits first, along first parents.</summary>
    Task<IReadOnlyList<CatalogCommit>> LogAsync(string reference, int limit, CancellationToken cancellationToken = default);

    /// <summary>What has to change in <paramref name="from"/> to become <paramref name="to"/>.</summary>
    Task<IReadOnlyList<CatalogChange>> DiffAsync(string from, string to, CancellationToken cancellationToken = default);
}
