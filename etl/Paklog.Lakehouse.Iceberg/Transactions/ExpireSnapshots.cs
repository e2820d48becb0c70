using Paklog.Lakehouse.Iceberg.Maintenance;
using Paklog.Lakehouse.Iceberg.Metadata;

namespace Paklog.Lakehouse.Iceberg.Transactions;

/// <summary>Takes snapshots out of a table's metadata by rules, which are asked again of the fresh table after a conflict. Files stay: who else needs them only the catalog knows.</summary>
public sealed class ExpireSnapshots(ExpiryRules rules) : TableAction
{
    internal override Task ApplyAsync(TableChange change, CancellationToken cancellationToken)
    {
        var expiry = SnapshotExpiry.Of(change.Existing, rules);
        if (expiry.IsEmpty)
            return Task.CompletedTask;
        foreach (var name in change.Existing.Refs.Keys)
            change.RequireSameRef(name);
        foreach (var name in expiry.References)
            change.Update(new RemoveSnapshotRef(name));
        if (expiry.Snapshots.Count > 0)
            change.Update(new RemoveSnapshots([.. expiry.Snapshots.Select(snapshot => snapshot.SnapshotId)]));
        return Task.CompletedTask;
    }
}
