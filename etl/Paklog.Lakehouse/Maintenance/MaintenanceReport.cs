using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Maintenance;

namespace Paklog.Lakehouse.Maintenance;

/// <summary>What maintenance has done to a table, or would do; a step that had nothing to do is null.</summary>
/// <param name="Manifests">How they stood before.</param>
/// <param name="Refused">A sentence that says why the table could not be maintained, or null.</param>
public sealed record MaintenanceReport(
    TableIdentifier Table, CompactionReport? Compaction, ManifestRewrite? Manifests, SnapshotExpiry? Expiry, string? Refused, TimeSpan Time)
{
    public bool IsEmpty => Compaction is null && Manifests is null && Expiry is null && Refused is null;
}
