namespace Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

public sealed partial class EmbeddedCatalog
{
    /// <inheritdoc/>
    public Task CreateNamespaceAsync(
        string branch, string ns, IReadOnlyDictionary<string, string> properties, CommitInfo info, CancellationToken cancellationToken = default)
    {
        EntryName.CheckNamespace(ns);
        return committer.CommitAsync(branch, info, PlanAsync, cancellationToken);

        async Task<IReadOnlyList<CatalogEdit>> PlanAsync(string? root, CancellationToken token) =>
            await tree.FindNamespaceAsync(root, ns, token) is null
                ? [new CatalogEdit.PutNamespace(ns, properties)]
                : throw new IcebergException(IcebergErrorKind.AlreadyExists, $"The namespace '{ns}' exists on branch '{branch}'; use it, or choose another name.");
    }

    /// <inheritdoc/>
    public Task UpdateNamespaceAsync(
        string branch, string ns, IReadOnlyDictionary<string, string> set, IReadOnlyCollection<string> remove, CommitInfo info, CancellationToken cancellationToken = default)
    {
        return committer.CommitAsync(branch, info, PlanAsync, cancellationToken);

        async Task<IReadOnlyList<CatalogEdit>> PlanAsync(string? root, CancellationToken token)
        {
            var properties = new Dictionary<string, string>((await RequireNamespaceAsync(root, ns, token)).Properties);
            foreach (var key in remove)
                properties.Remove(key);
            foreach (var (key, value) in set)
                properties[key] = value;
            return [new CatalogEdit.PutNamespace(ns, properties)];
        }
    }

    /// <inheritdoc/>
    public Task DropNamespaceAsync(string branch, string ns, CommitInfo info, CancellationToken cancellationToken = default)
    {
        return committer.CommitAsync(branch, info, PlanAsync, cancellationToken);

        async Task<IReadOnlyList<CatalogEdit>> PlanAsync(string? root, CancellationToken token)
        {
            var entry = await RequireNamespaceAsync(root, ns, token);
            var all = await tree.ListNamespacesAsync(root, token);
            if (entry.Contents is not null || all.Any(other => other.Name.StartsWith(ns + ".", StringComparison.Ordinal)))
                throw new IcebergException(IcebergErrorKind.NotEmpty, $"The namespace '{ns}' still holds tables, views or namespaces on branch '{branch}'; drop those first.");
            return [new CatalogEdit.RemoveNamespace(ns)];
        }
    }

    /// <inheritdoc/>
    public async Task<string> CommitAsync(string branch, IReadOnlyList<TableCommit> commits, CommitInfo info, CancellationToken cancellationToken = default)
    {
        var plan = new TableCommitPlan(io, warehouse, options.Clock, options.NewGuid, commits);
        try
        {
            return await committer.CommitAsync(branch, info, PlanAsync, cancellationToken);
        }
        catch (IcebergException e) when (e.Kind == IcebergErrorKind.CommitConflict)
        {
            await plan.DiscardAsync();
            throw;
        }

        async Task<IReadOnlyList<CatalogEdit>> PlanAsync(string? root, CancellationToken token)
        {
            var found = new Dictionary<TableIdentifier, ContentEntry>();
            var planned = await plan.PlanAsync(LocateAsync, token);
            return [.. planned.Select(table => new CatalogEdit.PutEntry(table.Identifier.Namespace, ContentEntry.Of(table, found.GetValueOrDefault(table.Identifier))))];

            async Task<string?> LocateAsync(TableIdentifier identifier, CancellationToken locateToken)
            {
                if (await FindTableAsync(root, identifier, locateToken) is not { } entry)
                    return null;
                found[identifier] = entry;
                return entry.MetadataLocation;
            }
        }
    }

    /// <inheritdoc/>
    public Task<string> DropTableAsync(string branch, TableIdentifier identifier, CommitInfo info, CancellationToken cancellationToken = default) =>
        DropAsync(CatalogEntryKind.Table, branch, identifier, info, cancellationToken);

    /// <inheritdoc/>
    public Task<string> RenameTableAsync(string branch, TableIdentifier from, TableIdentifier to, CommitInfo info, CancellationToken cancellationToken = default) =>
        RenameAsync(CatalogEntryKind.Table, branch, from, to, info, cancellationToken);

    /// <inheritdoc/>
    public async Task<string> RegisterTableAsync(
        string branch, TableIdentifier identifier, string metadataLocation, CommitInfo info, CancellationToken cancellationToken = default)
    {
        var metadata = await TableMetadataFile.ReadAsync(io, identifier, metadataLocation, cancellationToken);
        return await RegisterAsync(CatalogEntryKind.Table, branch, identifier, metadata.TableUuid, metadataLocation, info, cancellationToken);
    }

    private Task<string> DropAsync(CatalogEntryKind kind, string branch, TableIdentifier identifier, CommitInfo info, CancellationToken cancellationToken)
    {
        return committer.CommitAsync(branch, info, PlanAsync, cancellationToken);

        async Task<IReadOnlyList<CatalogEdit>> PlanAsync(string? root, CancellationToken token)
        {
            await RequireEntryAsync(kind, root, identifier, branch, token);
            return [new CatalogEdit.RemoveEntry(identifier)];
        }
    }

    private Task<string> RenameAsync(CatalogEntryKind kind, string branch, TableIdentifier from, TableIdentifier to, CommitInfo info, CancellationToken cancellationToken)
    {
        EntryName.Check(to);
        return committer.CommitAsync(branch, info, PlanAsync, cancellationToken);

        async Task<IReadOnlyList<CatalogEdit>> PlanAsync(string? root, CancellationToken token)
        {
            var entry = await RequireEntryAsync(kind, root, from, branch, token);
            await RequireNamespaceAsync(root, to.Namespace, token);
            await RequireFreeAsync(root, to, branch, token);
            return [new CatalogEdit.RemoveEntry(from), new CatalogEdit.PutEntry(to.Namespace, entry with { Name = to.Name })];
        }
    }

    private Task<string> RegisterAsync(
        CatalogEntryKind kind, string branch, TableIdentifier identifier, Guid uuid, string metadataLocation, CommitInfo info, CancellationToken cancellationToken)
    {
        EntryName.Check(identifier);
        var entry = new ContentEntry(identifier.Name, kind, uuid, metadataLocation, new Dictionary<string, string>());
        return committer.CommitAsync(branch, info, PlanAsync, cancellationToken);

        async Task<IReadOnlyList<CatalogEdit>> PlanAsync(string? root, CancellationToken token)
        {
            await RequireFreeAsync(root, identifier, branch, token);
            return [new CatalogEdit.PutEntry(identifier.Namespace, entry)];
        }
    }

    private async Task<ContentEntry> RequireEntryAsync(CatalogEntryKind kind, string? root, TableIdentifier identifier, string branch, CancellationToken cancellationToken)
    {
        if (await tree.FindEntryAsync(root, identifier, cancellationToken) is { } entry && entry.Kind == kind)
            return entry;
        var name = CatalogNames.OfEntryKind(kind);
        throw new IcebergException(IcebergErrorKind.NotFound, $"There is no {name} {identifier} on branch '{branch}'; list the {name}s to see what there is.");
    }

    /// <summary>The entry of the table, or null where the name is free.</summary>
    private async Task<ContentEntry?> FindTableAsync(string? root, TableIdentifier identifier, CancellationToken cancellationToken)
    {
        var entry = await tree.FindEntryAsync(root, identifier, cancellationToken);
        return entry is null or { Kind: CatalogEntryKind.Table }
            ? entry
            : throw new IcebergException(IcebergErrorKind.AlreadyExists, $"{identifier} is a view, not a table; choose another name.");
    }

    private async Task RequireFreeAsync(string? root, TableIdentifier identifier, string branch, CancellationToken cancellationToken)
    {
        if (await tree.FindEntryAsync(root, identifier, cancellationToken) is { } entry)
        {
            throw new IcebergException(
                IcebergErrorKind.AlreadyExists, $"{identifier} exists on branch '{branch}' as a {CatalogNames.OfEntryKind(entry.Kind)}; drop it first, or choose another name.");
        }
    }
}
