using System.Globalization;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Metadata;

namespace Paklog.Lakehouse.Iceberg.Scans;

internal static class SnapshotManifests
{
    /// <summary>The manifests of a snapshot, in the order of its list; none for a table without snapshots.</summary>
    internal static async Task<IReadOnlyList<ManifestFile>> ReadAsync(ManifestCache cache, TableFiles files, Snapshot? snapshot, CancellationToken cancellationToken) =>
        snapshot is null ? []
        : snapshot.ManifestList is { } list ? RequireWhole(files, snapshot, await cache.ReadListAsync(files, list, snapshot.SnapshotId, cancellationToken))
        : await InlineAsync(files, snapshot, cancellationToken);

    /// <summary>The same for one who reads every list once.</summary>
    internal static async Task<IReadOnlyList<ManifestFile>> ReadAsync(TableFiles files, Snapshot snapshot, CancellationToken cancellationToken) =>
        snapshot.ManifestList is { } list
            ? RequireWhole(files, snapshot, await files.ReadAsync("manifest list", list, snapshot.SnapshotId, ManifestList.Read, cancellationToken))
            : await InlineAsync(files, snapshot, cancellationToken);

    /// <summary>A list that ends behind its header is a list of nothing for Avro, and nowhere is said how long it was. Such a table would seem empty, and all its files needed by nobody.</summary>
    private static IReadOnlyList<ManifestFile> RequireWhole(TableFiles files, Snapshot snapshot, IReadOnlyList<ManifestFile> manifests) =>
        manifests.Count == 0 && snapshot.Summary.TryGetValue(SnapshotSummaryKeys.TotalDataFiles, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var total) && total > 0
            ? throw IcebergException.InvalidData($"The manifest list of table {files.Table} names no manifest, and snapshot {snapshot.SnapshotId} has {total} data files by its summary: {snapshot.ManifestList} is truncated.")
            : manifests;

    /// <summary>Early writers of format 1 had no list: what it would say of a manifest is taken from its own header, or not known.</summary>
    private static async Task<IReadOnlyList<ManifestFile>> InlineAsync(TableFiles files, Snapshot snapshot, CancellationToken cancellationToken)
    {
        if (snapshot.Manifests is not { } locations)
            throw IcebergException.InvalidData($"Snapshot {snapshot.SnapshotId} of table {files.Table} names neither a manifest list nor manifests.");
        var manifests = new List<ManifestFile>();
        foreach (var location in locations)
        {
            var manifest = await files.ReadAsync(
                "manifest", location, snapshot.SnapshotId, stream => ManifestReader.ReadHeader(stream, location, snapshot.SnapshotId), cancellationToken);
            manifests.Add(manifest with { ManifestLength = await files.IO.LengthAsync(location, cancellationToken) });
        }

        return manifests;
    }
}
