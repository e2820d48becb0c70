using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Metadata;

namespace Paklog.Lakehouse.Rest.Server;

/// <summary>
/// Refuses to take snapshots out of a table that another branch or tag of the catalog still has: a client deletes the files of a snapshot as soon as its removal is committed, and it sees
/// the one branch alone. The table is known by its uuid, whatever it is called there.
/// </summary>
internal sealed class SnapshotGuard(ICatalog catalog)
{
    internal async Task CheckAsync(string branch, IReadOnlyList<TableCommit> commits, CancellationToken cancellationToken)
    {
        foreach (var commit in commits)
        {
            var removed = commit.Updates.OfType<RemoveSnapshots>().SelectMany(update => update.SnapshotIds).ToHashSet();
            if (removed.Count > 0 && await catalog.LoadTableAsync(commit.Identifier, branch, cancellationToken) is { } table)
                await CheckAsync(branch, table, removed, cancellationToken);
        }
    }

    private async Task CheckAsync(string branch, Table table, HashSet<long> removed, CancellationToken cancellationToken)
    {
        foreach (var reference in await catalog.ListReferencesAsync(cancellationToken))
        {
            if (reference.Name == branch || await FindAsync(table, reference.Hash, branch, cancellationToken) is not { } there)
                continue;
            if (there.Metadata.Snapshots.FirstOrDefault(snapshot => removed.Contains(snapshot.SnapshotId)) is { } needed)
            {
                throw new RestException(
                    400,
                    "IllegalArgumentException",
                    $"Snapshot {needed.SnapshotId} of {RestNames.Show(table.Identifier)} cannot be removed: the {reference.Kind.ToString().ToLowerInvariant()} '{reference.Name}' still has it. "
                    + "Remove it there first, or delete that reference.");
            }
        }
    }

    private async Task<Table?> FindAsync(Table table, string reference, string branch, CancellationToken cancellationToken)
    {
        if (await LoadAsync(table.Identifier) is { } same)
            return same;

        // Under another name it must differ from the branch that is written.
        foreach (var change in await catalog.DiffAsync(reference, branch, cancellationToken))
        {
            if (change is { Entry: CatalogEntryKind.Table, Kind: not CatalogChangeKind.Added } && await LoadAsync(TableIdentifier.Parse(change.Name)) is { } renamed)
                return renamed;
        }

        return null;

        async Task<Table?> LoadAsync(TableIdentifier identifier) =>
            await catalog.LoadTableAsync(identifier, reference, cancellationToken) is { } found && found.Metadata.TableUuid == table.Metadata.TableUuid ? found : null;
    }
}
