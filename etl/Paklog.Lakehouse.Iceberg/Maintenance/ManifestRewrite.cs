using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Transactions;

namespace Paklog.Lakehouse.Iceberg.Maintenance;

/// <summary>How a table's manifests stand against what <see cref="RewriteManifests"/> would make of them.</summary>
/// <param name="Expected">About how many there would be.</param>
public sealed record ManifestRewrite(int Manifests, long Bytes, int Expected)
{
    /// <summary>Whether it would at least halve their number.</summary>
    public bool IsWorthIt => Manifests >= 2 * Expected && Manifests > 1;

    /// <summary>Only the manifest list is read.</summary>
    public static async Task<ManifestRewrite> PlanAsync(Table table, ManifestCache cache, CancellationToken cancellationToken)
    {
        var target = TableProperties.GetLong(table.Metadata.Properties, TableProperties.ManifestTargetSize, TableProperties.DefaultManifestTargetSize);
        var live = (await SnapshotManifests.ReadAsync(cache, table.Files, table.Metadata.CurrentSnapshot, cancellationToken)).Where(manifest => manifest.HasLiveFiles).ToList();
        var expected = live.GroupBy(manifest => (manifest.PartitionSpecId, manifest.Content)).Sum(group => (group.Sum(manifest => manifest.ManifestLength) + target - 1) / target);
        return new ManifestRewrite(live.Count, live.Sum(manifest => manifest.ManifestLength), (int)expected);
    }
}
