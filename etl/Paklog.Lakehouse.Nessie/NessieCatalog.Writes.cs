using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Nessie.Api;

namespace Paklog.Lakehouse.Nessie;

public sealed partial class NessieCatalog
{
    /// <inheritdoc/>
    public Task CreateNamespaceAsync(
        string branch, string ns, IReadOnlyDictionary<string, string> properties, CommitInfo info, CancellationToken cancellationToken = default)
    {
        EntryName.CheckNamespace(ns);
        var key = ContentKey.OfNamespace(ns);
        return committer.CommitAsync(branch, info, [key, .. key.Parents], (head, _) => Task.FromResult(Plan(head)), cancellationToken);

        IReadOnlyList<NessieOperation> Plan(BranchHead head)
        {
            RequireFree(head, key, branch);
            return [.. head.MissingNamespaces(key), NessieOperation.Put(key, NessieContent.OfNamespace(key, properties))];
        }
    }

    /// <inheritdoc/>
    public Task UpdateNamespaceAsync(
        string branch, string ns, IReadOnlyDictionary<string, string> set, IReadOnlyCollection<string> remove, CommitInfo info, CancellationToken cancellationToken = default)
    {
        var key = ContentKey.OfNamespace(ns);
        return committer.CommitAsync(branch, info, [key], (head, _) => Task.FromResult(Plan(head)), cancellationToken);

        IReadOnlyList<NessieOperation> Plan(BranchHead head)
        {
            var content = RequireNamespace(head, key);
            var properties = new Dictionary<string, string>(content.Properties ?? new Dictionary<string, string>());
            foreach (var name in remove)
                properties.Remove(name);
            foreach (var (name, value) in set)
                properties[name] = value;
            return [NessieOperation.Put(key, NessieContent.OfNamespace(key, properties, content.Id))];
        }
    }

    /// <inheritdoc/>
    public Task DropNamespaceAsync(string branch, string ns, CommitInfo info, CancellationToken cancellationToken = default)
    {
        var key = ContentKey.OfNamespace(ns);
        return committer.CommitAsync(branch, info, [key], PlanAsync, cancellationToken);

        async Task<IReadOnlyList<NessieOperation>> PlanAsync(BranchHead head, CancellationToken token)
        {
            RequireNamespace(head, key);
            if ((await EntriesAsync(head.Hash, key, null, token)).Count > 1)
                throw new IcebergException(IcebergErrorKind.NotEmpty, $"The namespace '{ns}' still holds tables, views or namespaces on branch '{branch}'; drop those first.");
            return [NessieOperation.Delete(key)];
        }
    }

    /// <inheritdoc/>
    public async Task<string> CommitAsync(string branch, IReadOnlyList<TableCommit> commits, CommitInfo info, CancellationToken cancellationToken = default)
    {
        var plan = new TableCommitPlan(io, warehouse, options.Clock, options.NewGuid, commits);
        var tables = commits.Select(commit => ContentKey.Of(commit.Identifier)).ToList();
        try
        {
            return await committer.CommitAsync(branch, info, [.. tables.SelectMany(table => table.Parents.Append(table)).Distinct()], PlanAsync, cancellationToken);
        }
        catch (IcebergException e) when (e.Kind is IcebergErrorKind.CommitConflict or IcebergErrorKind.Unavailable)
        {
            await plan.DiscardAsync();
            throw;
        }

        async Task<IReadOnlyList<NessieOperation>> PlanAsync(BranchHead head, CancellationToken token)
        {
            var planned = await plan.PlanAsync((table, _) => Task.FromResult(FindTable(head, table)?.MetadataLocation), token);
            var operations = new List<NessieOperation>();
            foreach (var table in planned)
            {
                var key = ContentKey.Of(table.Identifier);
                operations.AddRange(head.MissingNamespaces(key).Where(missing => !operations.Exists(operation => operation.Key == missing.Key)));
                operations.Add(NessieOperation.Put(key, NessieContent.OfTable(table.Metadata, table.MetadataLocation, head.Find(key)?.Id)));
            }

            return operations;
        }
    }

    /// <inheritdoc/>
    public Task<string> DropTableAsync(string branch, TableIdentifier identifier, CommitInfo info, CancellationToken cancellationToken = default)
    {
        var key = ContentKey.Of(identifier);
        return committer.CommitAsync(branch, info, [key], (head, _) => Task.FromResult(Plan(head)), cancellationToken);

        IReadOnlyList<NessieOperation> Plan(BranchHead head)
        {
            RequireTable(head, identifier, branch);
            return [NessieOperation.Delete(key)];
        }
    }

    /// <inheritdoc/>
    public Task<string> RenameTableAsync(string branch, TableIdentifier from, TableIdentifier to, CommitInfo info, CancellationToken cancellationToken = default)
    {
        EntryName.Check(to);
        var (fromKey, toKey, ns) = (ContentKey.Of(from), ContentKey.Of(to), ContentKey.OfNamespace(to.Namespace));
        return committer.CommitAsync(branch, info, [fromKey, toKey, ns], (head, _) => Task.FromResult(Plan(head)), cancellationToken);

        IReadOnlyList<NessieOperation> Plan(BranchHead head)
        {
            var content = RequireTable(head, from, branch);
            RequireNamespace(head, ns);
            RequireFree(head, toKey, branch);

            // Removed and put with its id in one commit, it stays the same content to Nessie.
            return [NessieOperation.Delete(fromKey), NessieOperation.Put(toKey, content)];
        }
    }

    /// <inheritdoc/>
    public async Task<string> RegisterTableAsync(
        string branch, TableIdentifier identifier, string metadataLocation, CommitInfo info, CancellationToken cancellationToken = default)
    {
        EntryName.Check(identifier);
        var metadata = await TableMetadataFile.ReadAsync(io, identifier, metadataLocation, cancellationToken);
        var key = ContentKey.Of(identifier);
        return await committer.CommitAsync(branch, info, [key, .. key.Parents], (head, _) => Task.FromResult(Plan(head)), cancellationToken);

        IReadOnlyList<NessieOperation> Plan(BranchHead head)
        {
            RequireFree(head, key, branch);
            return [.. head.MissingNamespaces(key), NessieOperation.Put(key, NessieContent.OfTable(metadata, metadataLocation, null))];
        }
    }

    private static NessieContent RequireNamespace(BranchHead head, ContentKey key) =>
        head.Find(key) is { Type: NessieContent.Namespace } content ? content : throw NoNamespace(key.ToString());

    private static NessieContent RequireTable(BranchHead head, TableIdentifier identifier, string branch) =>
        head.Find(ContentKey.Of(identifier)) is { Type: NessieContent.Table } content
            ? content
            : throw new IcebergException(IcebergErrorKind.NotFound, $"There is no table {identifier} on branch '{branch}'; list the tables to see what there is.");

    /// <summary>The table, or null where the name is free.</summary>
    private static NessieContent? FindTable(BranchHead head, TableIdentifier identifier) => head.Find(ContentKey.Of(identifier)) switch
    {
        null => null,
        { Type: NessieContent.Table } table => table,
        var other => throw new IcebergException(IcebergErrorKind.AlreadyExists, $"{identifier} is a {Words.OfType(other.Type)}, not a table; choose another name."),
    };

    private static void RequireFree(BranchHead head, ContentKey key, string branch)
    {
        if (head.Find(key) is { } content)
            throw new IcebergException(IcebergErrorKind.AlreadyExists, $"{key} exists on branch '{branch}' as a {Words.OfType(content.Type)}; drop it first, or choose another name.");
    }
}
