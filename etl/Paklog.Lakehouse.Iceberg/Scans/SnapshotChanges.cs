using System.Runtime.CompilerServices;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Metadata;

namespace Paklog.Lakehouse.Iceberg.Scans;

/// <summary>What incremental readers need: the steps from one snapshot to a later one.</summary>
public static class SnapshotChanges
{
    /// <summary>
    /// The snapshots behind <paramref name="from"/> up to and with <paramref name="to"/>, oldest first. Null for <paramref name="from"/> stands for the
    /// empty table.
    /// </summary>
    /// <exception cref="IcebergException">ValidationFailed when <paramref name="from"/> is no ancestor of <paramref name="to"/>, or expiry has cut the way
    /// to it.</exception>
    public static IReadOnlyList<Snapshot> Between(TableMetadata metadata, long? from, long to)
    {
        var steps = new List<Snapshot>();
        foreach (var snapshot in metadata.AncestorsOf(metadata.GetSnapshot(to).SnapshotId))
        {
            if (snapshot.SnapshotId == from)
                return Reversed(steps);
            steps.Add(snapshot);
        }

        if (from is null && steps[^1].ParentSnapshotId is null)
            return Reversed(steps);
        throw new IcebergException(
            IcebergErrorKind.ValidationFailed,
            from is null
                ? $"The history of snapshot {to} of the table at {metadata.Location} does not reach back to the empty table, since snapshots have been expired; "
                    + "read the table as a whole."
                : $"Snapshot {from} is no ancestor of snapshot {to} of the table at {metadata.Location}, or the snapshots between have been expired; "
                    + "read the table as a whole.");
    }

    /// <summary>The change of each snapshot of <see cref="Between"/>, read from the manifests that the snapshot itself added.</summary>
    public static async IAsyncEnumerable<SnapshotChange> ReadAsync(
        Table table, ManifestCache cache, long? from, long to, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        table.Metadata.RequireReadable();
        foreach (var snapshot in Between(table.Metadata, from, to))
            yield return await ReadAsync(table.Files, cache, snapshot, cancellationToken);
    }

    internal static async Task<SnapshotChange> ReadAsync(TableFiles files, ManifestCache cache, Snapshot snapshot, CancellationToken cancellationToken)
    {
        List<DataFile> addedData = [], removedData = [], addedDeletes = [], removedDeletes = [];
        foreach (var manifest in await SnapshotManifests.ReadAsync(cache, files, snapshot, cancellationToken))
        {
            if (manifest.AddedSnapshotId != snapshot.SnapshotId || !(manifest.HasAddedFiles || manifest.HasDeletedFiles))
                continue;
            var (added, removed) = manifest.Content == ManifestContent.Data ? (addedData, removedData) : (addedDeletes, removedDeletes);
            foreach (var entry in await cache.ReadAsync(files, manifest, cancellationToken))
            {
                // A rewritten manifest carries what earlier snapshots did along with what this one does.
                if (entry.SnapshotId != snapshot.SnapshotId)
                    continue;
                if (entry.Status == EntryStatus.Added)
                    added.Add(entry.DataFile);
                else if (entry.Status == EntryStatus.Deleted)
                    removed.Add(entry.DataFile);
            }
        }

        return new SnapshotChange(snapshot, addedData, removedData, addedDeletes, removedDeletes);
    }

    private static List<Snapshot> Reversed(List<Snapshot> steps)
    {
        steps.Reverse();
        return steps;
    }
}
