namespace Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

/// <summary>What has to change in the tree of one commit so that it has the changes of another too, both seen from a common ancestor. Roots are of trees of namespaces; null is the empty one.</summary>
internal sealed class CatalogMerge(CatalogTree tree, string? ancestor, string? ours, string? theirs)
{
    /// <summary>The edits that ours needs, and the names of the entries that both sides have changed otherwise; with conflicts the edits are of no use.</summary>
    internal async Task<(IReadOnlyList<CatalogEdit> Edits, IReadOnlyList<string> Conflicts)> PlanAsync(CancellationToken cancellationToken)
    {
        var ourChanges = (await tree.DiffAsync(ancestor, ours, cancellationToken)).ToDictionary(KeyOf);
        var theirChanges = (await tree.DiffAsync(ancestor, theirs, cancellationToken)).ToDictionary(KeyOf);
        var edits = new List<CatalogEdit>();
        var conflicts = new SortedSet<string>(StringComparer.Ordinal);
        conflicts.UnionWith(FilledWhileRemoved(ourChanges.Values, theirChanges.Values));
        conflicts.UnionWith(FilledWhileRemoved(theirChanges.Values, ourChanges.Values));
        foreach (var (key, change) in theirChanges)
        {
            if (!ourChanges.TryGetValue(key, out var our))
                edits.Add(await EditAsync(change, cancellationToken));
            else if (!await IsSameAsync(our, change, cancellationToken))
                conflicts.Add(change.Name);
        }

        return (edits, [.. conflicts]);
    }

    /// <summary>Tables and views share one space of names; namespaces have their own.</summary>
    private static (bool, string) KeyOf(CatalogChange change) => (change.Entry == CatalogEntryKind.Namespace, change.Name);

    /// <summary>Namespaces that one side has removed and the other has put something new into.</summary>
    private static IEnumerable<string> FilledWhileRemoved(IEnumerable<CatalogChange> removing, IEnumerable<CatalogChange> adding)
    {
        var added = adding.Where(change => change.Kind == CatalogChangeKind.Added).Select(change => change.Name).ToList();
        return removing
            .Where(change => change is { Kind: CatalogChangeKind.Removed, Entry: CatalogEntryKind.Namespace })
            .Select(change => change.Name)
            .Where(ns => added.Exists(name => name.StartsWith(ns + ".", StringComparison.Ordinal)));
    }

    private async Task<bool> IsSameAsync(CatalogChange our, CatalogChange their, CancellationToken cancellationToken)
    {
        if (our.Kind == CatalogChangeKind.Removed || their.Kind == CatalogChangeKind.Removed)
            return our.Kind == their.Kind;
        if (their.Entry != CatalogEntryKind.Namespace)
            return our.NewMetadataLocation == their.NewMetadataLocation;
        var ourNamespace = await tree.FindNamespaceAsync(ours, our.Name, cancellationToken);
        var theirNamespace = await tree.FindNamespaceAsync(theirs, their.Name, cancellationToken);
        return ourNamespace!.Properties.OrderBy(pair => pair.Key, StringComparer.Ordinal).SequenceEqual(theirNamespace!.Properties.OrderBy(pair => pair.Key, StringComparer.Ordinal));
    }

    private async Task<CatalogEdit> EditAsync(CatalogChange change, CancellationToken cancellationToken)
    {
        if (change.Entry == CatalogEntryKind.Namespace)
        {
            return await tree.FindNamespaceAsync(theirs, change.Name, cancellationToken) is { } ns
                ? new CatalogEdit.PutNamespace(change.Name, ns.Properties)
                : new CatalogEdit.RemoveNamespace(change.Name);
        }

        var identifier = TableIdentifier.Parse(change.Name);
        return await tree.FindEntryAsync(theirs, identifier, cancellationToken) is { } entry
            ? new CatalogEdit.PutEntry(identifier.Namespace, entry)
            : new CatalogEdit.RemoveEntry(identifier);
    }
}
