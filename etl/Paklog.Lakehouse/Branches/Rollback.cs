using System.Globalization;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Metadata;

namespace Paklog.Lakehouse.Branches;

/// <summary>Takes a branch or a table back to what it was.</summary>
public sealed class Rollback(ICatalog catalog)
{
    private readonly CommitNames names = new(catalog);

    /// <summary>Moves a branch to a commit. What was committed behind it is reached by the hash that was its head.</summary>
    /// <param name="to">A tag, a branch, a hash, or the beginning of a hash of the branch's own log.</param>
    /// <exception cref="LakehouseException">There is no such branch or commit.</exception>
    public async Task<RolledBackBranch> BranchAsync(string branch, string to, CancellationToken cancellationToken)
    {
        var head = await names.LoadAsync(branch, cancellationToken);
        if (head.Kind != ReferenceKind.Branch)
            throw new LakehouseException($"'{branch}' is a tag, and tags do not move; delete it and make it anew.");
        var commit = await names.ResolveAsync(to, branch, cancellationToken);
        if (commit != head.Hash)
            await catalog.AssignBranchAsync(branch, head.Hash, commit, cancellationToken);
        return new RolledBackBranch(branch, head.Hash, commit);
    }

    /// <summary>Makes a table what it was, by a new commit on the branch: its rows, columns, partitioning, sort order and properties. A table that was dropped since comes back.</summary>
    /// <param name="to">A commit as for a branch, whose table is taken; or a snapshot of the table, which is moved to with everything else as it is.</param>
    /// <exception cref="LakehouseException">The table cannot be taken back; the message says why.</exception>
    public async Task<RolledBackTable> TableAsync(TableIdentifier table, string branch, string to, CancellationToken cancellationToken)
    {
        if (table.Namespace == "bronze")
            throw new LakehouseException($"{table} goes back with its branch only: what was landed stands in bronze._landed, and events that one table alone loses would never be landed again.");
        var now = await catalog.LoadTableAsync(table, branch, cancellationToken);
        var info = new CommitInfo("lakehouse", $"roll back {table} to {to}");
        if (long.TryParse(to, NumberStyles.None, CultureInfo.InvariantCulture, out var snapshot) && now?.Metadata.FindSnapshot(snapshot) is not null)
            return await CommitAsync(now, now.Metadata, snapshot, branch, info, cancellationToken);
        var commit = await names.ResolveAsync(to, branch, cancellationToken);
        var then = await catalog.LoadTableAsync(table, commit, cancellationToken)
            ?? throw new LakehouseException($"There was no table {table} at {commit}, so it cannot go back there.");
        if (now is null)
        {
            var registered = await catalog.RegisterTableAsync(branch, table, then.MetadataLocation, info, cancellationToken);
            return new RolledBackTable(table, branch, registered, null, then.Metadata.CurrentSnapshotId);
        }

        if (now.Metadata.TableUuid != then.Metadata.TableUuid)
            throw new LakehouseException($"{table} was dropped and made anew since {commit}, so it cannot go back there alone; roll back the branch, or drop the table first.");
        return await CommitAsync(now, then.Metadata, then.Metadata.CurrentSnapshotId, branch, info, cancellationToken);
    }

    private async Task<RolledBackTable> CommitAsync(Table now, TableMetadata then, long? snapshot, string branch, CommitInfo info, CancellationToken cancellationToken)
    {
        var current = now.Metadata;
        if (snapshot is { } id && current.FindSnapshot(id) is null)
            throw new LakehouseException($"{now.Identifier} no longer keeps snapshot {id}, so it cannot go back there.");
        var updates = Updates(current, then, snapshot).ToList();
        var requirements = new TableRequirement[]
        {
            new AssertTableUuid(current.TableUuid), new AssertRefSnapshotId(SnapshotRef.MainBranch, current.CurrentSnapshotId), new AssertCurrentSchemaId(current.CurrentSchemaId), new AssertDefaultSpecId(current.DefaultSpecId),
        };
        var commit = updates.Count == 0
            ? (await names.LoadAsync(branch, cancellationToken)).Hash
            : await catalog.CommitAsync(branch, [new TableCommit(now.Identifier, requirements, updates)], info, cancellationToken);
        return new RolledBackTable(now.Identifier, branch, commit, current.CurrentSnapshotId, snapshot);
    }

    /// <summary>Shapes are added, not named by their ids: on another branch the same id may mean another schema. One that the table has is used again.</summary>
    private static IEnumerable<TableUpdate> Updates(TableMetadata now, TableMetadata then, long? snapshot)
    {
        if (!now.CurrentSchema.HasSameFields(then.CurrentSchema))
        {
            yield return new AddSchema(then.CurrentSchema);
            yield return new SetCurrentSchema(TableUpdate.LastAdded);
        }

        if (!now.DefaultSpec.IsCompatibleWith(then.DefaultSpec))
        {
            yield return new AddPartitionSpec(then.DefaultSpec);
            yield return new SetDefaultSpec(TableUpdate.LastAdded);
        }

        if (!now.DefaultSortOrder.HasSameFields(then.DefaultSortOrder))
        {
            yield return new AddSortOrder(then.DefaultSortOrder);
            yield return new SetDefaultSortOrder(TableUpdate.LastAdded);
        }

        if (now.CurrentSnapshotId != snapshot)
        {
            yield return snapshot is { } id
                ? new SetSnapshotRef(SnapshotRef.MainBranch, now.Refs.TryGetValue(SnapshotRef.MainBranch, out var main) ? main with { SnapshotId = id } : new SnapshotRef(id, SnapshotRefType.Branch))
                : new RemoveSnapshotRef(SnapshotRef.MainBranch);
        }

        var set = then.Properties.Where(property => now.Properties.GetValueOrDefault(property.Key) != property.Value).ToDictionary();
        if (set.Count > 0)
            yield return new SetProperties(set);
        var removed = now.Properties.Keys.Where(key => !then.Properties.ContainsKey(key)).ToList();
        if (removed.Count > 0)
            yield return new RemoveProperties(removed);
    }
}
