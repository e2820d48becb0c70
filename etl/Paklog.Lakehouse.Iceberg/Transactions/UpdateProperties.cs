using Paklog.Lakehouse.Iceberg.Metadata;

namespace Paklog.Lakehouse.Iceberg.Transactions;

/// <summary>Sets and removes table properties. Of two writers of one property the later wins.</summary>
public sealed class UpdateProperties(IReadOnlyDictionary<string, string> set, IReadOnlyList<string> remove) : TableAction
{
    internal override Task ApplyAsync(TableChange change, CancellationToken cancellationToken)
    {
        var current = change.Existing.Properties;
        var changed = set.Where(property => current.GetValueOrDefault(property.Key) != property.Value).ToDictionary();
        var removed = remove.Where(current.ContainsKey).ToList();
        if (changed.Count > 0)
            change.Update(new SetProperties(changed));
        if (removed.Count > 0)
            change.Update(new RemoveProperties(removed));
        return Task.CompletedTask;
    }
}
