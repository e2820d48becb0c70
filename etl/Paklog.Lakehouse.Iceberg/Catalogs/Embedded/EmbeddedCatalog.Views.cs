using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Views;

namespace Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

public sealed partial class EmbeddedCatalog : IViewCatalog
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<TableIdentifier>> ListViewsAsync(string ns, string reference, CancellationToken cancellationToken = default) =>
        ListAsync(CatalogEntryKind.View, ns, reference, cancellationToken);

    /// <inheritdoc/>
    public async Task<View?> LoadViewAsync(TableIdentifier identifier, string reference, CancellationToken cancellationToken = default)
    {
        var root = await RootOfAsync(reference, cancellationToken);
        return await tree.FindEntryAsync(root, identifier, cancellationToken) is { Kind: CatalogEntryKind.View } entry
            ? new View(identifier, await ReadViewAsync(identifier, entry.MetadataLocation, cancellationToken), entry.MetadataLocation)
            : null;
    }

    /// <inheritdoc/>
    public async Task<string> CommitViewAsync(string branch, ViewCommit commit, CommitInfo info, CancellationToken cancellationToken = default)
    {
        EntryName.Check(commit.Identifier);
        string? written = null;
        try
        {
            return await committer.CommitAsync(branch, info, PlanAsync, cancellationToken);
        }
        catch (IcebergException e) when (e.Kind is not IcebergErrorKind.CommitStateUnknown)
        {
            await DiscardAsync();
            throw;
        }

        async Task<IReadOnlyList<CatalogEdit>> PlanAsync(string? root, CancellationToken token)
        {
            await DiscardAsync();
            if (commit.Creates)
                await RequireFreeAsync(root, commit.Identifier, branch, token);
            var entry = commit.Creates ? null : await RequireEntryAsync(CatalogEntryKind.View, root, commit.Identifier, branch, token);
            if (entry is not null && commit.Uuid is { } uuid && entry.Uuid != uuid)
            {
                throw new IcebergException(
                    IcebergErrorKind.CommitConflict, $"Requirement failed: view UUID does not match: expected {uuid}, found {entry.Uuid}. {commit.Identifier} was replaced; load it again and retry.", retryable: true);
            }

            var metadata = ViewMetadataBuilder.Apply(
                entry is null ? null : await ReadViewAsync(commit.Identifier, entry.MetadataLocation, token), entry is null ? ForCreation(commit) : commit.Updates, options.Clock);
            written = MetadataFileName.Next(metadata.Location, metadata.Properties, entry?.MetadataLocation, options.NewGuid());
            await io.WriteAsync(written, ViewMetadataJson.Write(metadata), token);
            return [new CatalogEdit.PutEntry(
                commit.Identifier.Namespace,
                new ContentEntry(commit.Identifier.Name, CatalogEntryKind.View, metadata.ViewUuid, written, entry?.Properties ?? new Dictionary<string, string>()))];
        }

        async Task DiscardAsync()
        {
            if (written is not null)
                await io.DeleteAsync(written, CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    public Task<string> DropViewAsync(string branch, TableIdentifier identifier, CommitInfo info, CancellationToken cancellationToken = default) =>
        DropAsync(CatalogEntryKind.View, branch, identifier, info, cancellationToken);

    /// <inheritdoc/>
    public Task<string> RenameViewAsync(string branch, TableIdentifier from, TableIdentifier to, CommitInfo info, CancellationToken cancellationToken = default) =>
        RenameAsync(CatalogEntryKind.View, branch, from, to, info, cancellationToken);

    /// <inheritdoc/>
    public async Task<string> RegisterViewAsync(
        string branch, TableIdentifier identifier, string metadataLocation, CommitInfo info, CancellationToken cancellationToken = default)
    {
        var metadata = await ReadViewAsync(identifier, metadataLocation, cancellationToken);
        return await RegisterAsync(CatalogEntryKind.View, branch, identifier, metadata.ViewUuid, metadataLocation, info, cancellationToken);
    }

    private List<TableUpdate> ForCreation(ViewCommit commit)
    {
        var updates = commit.Updates.ToList();
        var uuid = updates.OfType<AssignUuid>().LastOrDefault()?.Uuid;
        if (uuid is null)
            updates.Insert(0, new AssignUuid((uuid = options.NewGuid()).Value));
        if (!updates.OfType<SetLocation>().Any())
            updates.Insert(1, new SetLocation(EntryName.DefaultLocation(warehouse, commit.Identifier, uuid.Value)));
        return updates;
    }

    private async Task<ViewMetadata> ReadViewAsync(TableIdentifier identifier, string location, CancellationToken cancellationToken)
    {
        try
        {
            return ViewMetadataJson.Read(await io.ReadAsync(location, cancellationToken));
        }
        catch (IcebergException e) when (e.Kind is IcebergErrorKind.NotFound or IcebergErrorKind.InvalidData or IcebergErrorKind.Unsupported)
        {
            throw new IcebergException(e.Kind, $"The metadata of view {identifier} cannot be read from {location}: {e.Message}", inner: e);
        }
    }
}
