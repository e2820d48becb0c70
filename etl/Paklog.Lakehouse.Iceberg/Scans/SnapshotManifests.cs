using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.Iceberg.Scans;

internal static class SnapshotManifests
{
    /// <summary>The manifests of a snapshot, in the order of its list; none for a table without snapshots.</summary>
    internal static async Task<IReadOnlyList<ManifestFile>> ReadAsync(ManifestCache cache, IFileIO io, Snapshot? snapshot, CancellationToken cancellationToken) =>
        snapshot is null ? [] : await cache.ReadListAsync(io, ListOf(snapshot), cancellationToken);

    /// <summary>The same for one who reads every list once.</summary>
    internal static async Task<IReadOnlyList<ManifestFile>> ReadAsync(IFileIO io, Snapshot snapshot, CancellationToken cancellationToken)
    {
        await using var stream = await io.OpenReadAsync(ListOf(snapshot), cancellationToken);
        return ManifestList.Read(stream);
    }

    private static string ListOf(Snapshot snapshot) => snapshot.ManifestList ?? throw IcebergException.Unsupported(
        $"Snapshot {snapshot.SnapshotId} names its manifests without a manifest list, as only early writers of format 1 did; rewrite the table with Spark first.");
}
