using Paklog.Lakehouse.Iceberg.Metadata;

namespace Paklog.Lakehouse.Iceberg.Maintenance;

/// <summary>The snapshots that a table no longer needs, and the branches and tags of the table that have outlived their age (spec, "Snapshot Retention Policy").</summary>
/// <param name="References">Branches and tags of the table, not of the catalog.</param>
public sealed record SnapshotExpiry(IReadOnlyList<Snapshot> Snapshots, IReadOnlyList<string> References)
{
    public bool IsEmpty => Snapshots.Count == 0 && References.Count == 0;

    public static SnapshotExpiry Of(TableMetadata metadata, ExpiryRules rules)
    {
        var gone = metadata.Refs.Where(reference => rules.IsTooOld(metadata, reference.Key, reference.Value)).Select(reference => reference.Key).ToList();
        var kept = metadata.Refs.Where(reference => !gone.Contains(reference.Key)).Select(reference => reference.Value).ToList();
        var needed = new HashSet<long>(rules.Keep.Concat(rules.KeepSince));
        var reached = new HashSet<long>();
        foreach (var reference in kept)
        {
            needed.Add(reference.SnapshotId);
            var ancestors = metadata.AncestorsOf(reference.SnapshotId).ToList();
            reached.UnionWith(ancestors.Select(snapshot => snapshot.SnapshotId));
            if (reference.Type != SnapshotRefType.Branch)
                continue;
            var (least, youngerThan) = (rules.CountOf(metadata, reference), rules.YoungerThan(metadata, reference));
            var since = ancestors.FindLastIndex(snapshot => rules.KeepSince.Contains(snapshot.SnapshotId));
            needed.UnionWith(ancestors.Where((snapshot, index) => index < least || index <= since || snapshot.TimestampMs >= youngerThan).Select(snapshot => snapshot.SnapshotId));
        }

        // What was rolled back, or belonged to a branch that is gone, may still be looked for while it is young.
        var unreached = rules.YoungerThan(metadata, null);
        needed.UnionWith(metadata.Snapshots.Where(snapshot => !reached.Contains(snapshot.SnapshotId) && snapshot.TimestampMs >= unreached).Select(snapshot => snapshot.SnapshotId));
        return new SnapshotExpiry([.. metadata.Snapshots.Where(snapshot => !needed.Contains(snapshot.SnapshotId))], gone);
    }
}
