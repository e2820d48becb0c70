using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Metadata;

namespace Paklog.Lakehouse.Runs;

/// <summary>Publishes a run: moves the target branch to the run's commits when it stands where the run began, or puts the run's snapshots upon what came in between.</summary>
internal sealed class Publisher(ICatalog catalog, string target)
{
    /// <summary>The published commit, or null when tables that the run read or wrote have moved, so that it has to run again.</summary>
    /// <param name="start">The head of the target when the run began.</param>
    /// <param name="read">Derived tables that the run read.</param>
    public async Task<string?> PublishAsync(string start, string head, IReadOnlySet<string> read, CommitInfo info, CancellationToken cancellationToken)
    {
        try
        {
            await catalog.AssignBranchAsync(target, start, head, cancellationToken);
            return head;
        }
        catch (IcebergException error) when (error.Kind == IcebergErrorKind.CommitConflict)
        {
            return await RebaseAsync(start, head, read, info, cancellationToken);
        }
    }

    private async Task<string?> RebaseAsync(string start, string head, IReadOnlySet<string> read, CommitInfo info, CancellationToken cancellationToken)
    {
        var written = (await catalog.DiffAsync(start, head, cancellationToken)).Where(change => change.Entry == CatalogEntryKind.Table).Select(change => change.Name).ToList();
        var moved = (await catalog.DiffAsync(start, target, cancellationToken)).Where(change => change.Entry == CatalogEntryKind.Table).Select(change => change.Name).ToHashSet();
        if (written.Exists(moved.Contains) || read.Any(moved.Contains))
            return null;
        var commits = new List<TableCommit>();
        foreach (var name in written)
            commits.Add(await CommitOfAsync(TableIdentifier.Parse(name), start, head, cancellationToken));
        try
        {
            return await catalog.CommitAsync(target, commits, info, cancellationToken);
        }
        catch (IcebergException error) when (error.Kind is IcebergErrorKind.CommitConflict or IcebergErrorKind.AlreadyExists)
        {
            return null;
        }
    }

    /// <summary>What the run did to one table, as updates to the table as it was when the run began.</summary>
    private async Task<TableCommit> CommitOfAsync(TableIdentifier identifier, string start, string head, CancellationToken cancellationToken)
    {
        var before = (await catalog.LoadTableAsync(identifier, start, cancellationToken))?.Metadata;
        var after = (await catalog.LoadTableAsync(identifier, head, cancellationToken))!.Metadata;
        var updates = new List<TableUpdate>();
        var requirements = new List<TableRequirement>();
        if (before is null)
        {
            requirements.Add(new AssertCreate());
            updates.AddRange([new AssignUuid(after.TableUuid), new UpgradeFormatVersion(after.FormatVersion), new SetLocation(after.Location)]);
        }
        else
        {
            requirements.AddRange([new AssertTableUuid(before.TableUuid), new AssertRefSnapshotId(SnapshotRef.MainBranch, before.CurrentSnapshotId)]);
        }

        foreach (var schema in after.Schemas.Where(schema => before?.Schemas.Any(old => old.SchemaId == schema.SchemaId) != true))
            updates.Add(new AddSchema(schema));
        if (before?.CurrentSchemaId != after.CurrentSchemaId)
            updates.Add(new SetCurrentSchema(after.CurrentSchemaId));
        foreach (var spec in after.PartitionSpecs.Where(spec => before?.PartitionSpecs.Any(old => old.SpecId == spec.SpecId) != true))
            updates.Add(new AddPartitionSpec(spec));
        if (before?.DefaultSpecId != after.DefaultSpecId)
            updates.Add(new SetDefaultSpec(after.DefaultSpecId));
        if (before is null)
            updates.AddRange([new AddSortOrder(after.DefaultSortOrder), new SetDefaultSortOrder(TableUpdate.LastAdded), new SetProperties(after.Properties)]);
        foreach (var snapshot in after.Snapshots.Where(snapshot => before?.FindSnapshot(snapshot.SnapshotId) is null).OrderBy(snapshot => snapshot.SequenceNumber))
            updates.Add(new AddSnapshot(snapshot));
        if (after.Refs.TryGetValue(SnapshotRef.MainBranch, out var main))
            updates.Add(new SetSnapshotRef(SnapshotRef.MainBranch, main));
        return new TableCommit(identifier, requirements, updates);
    }
}
