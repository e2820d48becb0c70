using Paklog.Lakehouse.Iceberg.Views;

namespace Paklog.Lakehouse.Iceberg.Catalogs;

/// <summary>
/// A catalog that holds views beside tables. Both share one space of names. References, branches and errors as in <see cref="ICatalog"/>.
/// </summary>
public interface IViewCatalog : ICatalog
{
    Task<IReadOnlyList<TableIdentifier>> ListViewsAsync(string ns, string reference, CancellationToken cancellationToken = default);

    /// <summary>The view as the reference has it, or null where it has none of this name.</summary>
    Task<View?> LoadViewAsync(TableIdentifier identifier, string reference, CancellationToken cancellationToken = default);

    /// <summary>
    /// Creates or changes a view and returns the new commit's hash. A commit of others in between is retried inside, unless the view itself has another uuid by then
    /// (CommitConflict), is gone (NotFound) or is there already (AlreadyExists).
    /// </summary>
    Task<string> CommitViewAsync(string branch, ViewCommit commit, CommitInfo info, CancellationToken cancellationToken = default);

    /// <summary>Removes the name; files stay.</summary>
    Task<string> DropViewAsync(string branch, TableIdentifier identifier, CommitInfo info, CancellationToken cancellationToken = default);

    Task<string> RenameViewAsync(string branch, TableIdentifier from, TableIdentifier to, CommitInfo info, CancellationToken cancellationToken = default);

    /// <summary>Enters a view that stands elsewhere by the location of its metadata JSON.</summary>
    Task<string> RegisterViewAsync(string branch, TableIdentifier identifier, string metadataLocation, CommitInfo info, CancellationToken cancellationToken = default);
}
