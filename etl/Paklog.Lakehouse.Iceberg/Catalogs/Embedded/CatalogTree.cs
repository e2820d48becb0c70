namespace Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

/// <summary>
/// The entries of one commit: a tree of namespaces, of which each names the root of a tree of its tables and views.
/// So listing one namespace reads nothing of the others.
/// </summary>
internal sealed class CatalogTree(ObjectStore objects)
{
    private static readonly Dictionary<string, string> NoProperties = [];

    private readonly HashTree<NamespaceEntry> namespaces = new(objects);
    private readonly HashTree<ContentEntry> contents = new(objects);

    internal Task<NamespaceEntry?> FindNamespaceAsync(string? root, string ns, CancellationToken cancellationToken) =>
        namespaces.FindAsync(root, ns, cancellationToken);

    internal Task<IReadOnlyList<NamespaceEntry>> ListNamespacesAsync(string? root, CancellationToken cancellationToken) =>
        namespaces.ListAsync(root, cancellationToken);

    internal async Task<ContentEntry?> FindEntryAsync(string? root, TableIdentifier identifier, CancellationToken cancellationToken) =>
        await FindNamespaceAsync(root, identifier.Namespace, cancellationToken) is { } ns
            ? await contents.FindAsync(ns.Contents, identifier.Name, cancellationToken)
            : null;

    internal Task<IReadOnlyList<ContentEntry>> ListEntriesAsync(NamespaceEntry ns, CancellationToken cancellationToken) =>
        contents.ListAsync(ns.Contents, cancellationToken);

    /// <summary>Applies the edits; the nodes that are new come back unwritten. A namespace's parents (<c>a</c> of <c>a.b</c>) come into being with it.</summary>
    internal async Task<CatalogTreeUpdate> ApplyAsync(string? root, IReadOnlyList<CatalogEdit> edits, CancellationToken cancellationToken)
    {
        var written = new List<EncodedObject>();
        var changes = new List<CatalogChange>();
        var updated = new Dictionary<string, NamespaceEntry?>(StringComparer.Ordinal);
        foreach (var group in edits.GroupBy(NamespaceOf))
        {
            var old = await FindNamespaceAsync(root, group.Key, cancellationToken);
            var entries = EntriesOf(group);
            foreach (var (name, entry) in entries)
                AddChange(changes, group.Key, await contents.FindAsync(old?.Contents, name, cancellationToken), entry);
            if (group.Any(edit => edit is CatalogEdit.RemoveNamespace))
            {
                updated[group.Key] = null;
                continue;
            }

            var properties = group.OfType<CatalogEdit.PutNamespace>().LastOrDefault()?.Properties ?? old?.Properties ?? NoProperties;
            updated[group.Key] = new NamespaceEntry(group.Key, properties, await contents.UpdateAsync(old?.Contents, entries, written, cancellationToken));
            foreach (var parent in ParentsOf(group.Key))
            {
                if (!updated.ContainsKey(parent) && await FindNamespaceAsync(root, parent, cancellationToken) is null)
                    updated[parent] = new NamespaceEntry(parent, NoProperties, null);
            }
        }

        foreach (var (name, entry) in updated)
            AddChange(changes, await FindNamespaceAsync(root, name, cancellationToken), entry);
        var newRoot = await namespaces.UpdateAsync(root, updated, written, cancellationToken);
        return new CatalogTreeUpdate(newRoot, Sort(changes), written);
    }

    internal async Task<IReadOnlyList<CatalogChange>> DiffAsync(string? from, string? to, CancellationToken cancellationToken)
    {
        var changes = new List<CatalogChange>();
        foreach (var (old, entry) in await namespaces.DiffAsync(from, to, cancellationToken))
        {
            AddChange(changes, old, entry);
            foreach (var (oldContent, content) in await contents.DiffAsync(old?.Contents, entry?.Contents, cancellationToken))
                AddChange(changes, (entry ?? old)!.Name, oldContent, content);
        }

        return Sort(changes);
    }

    private static string NamespaceOf(CatalogEdit edit) => edit switch
    {
        CatalogEdit.PutNamespace put => put.Namespace,
        CatalogEdit.RemoveNamespace remove => remove.Namespace,
        CatalogEdit.PutEntry put => put.Namespace,
        CatalogEdit.RemoveEntry remove => remove.Identifier.Namespace,
        _ => throw new ArgumentOutOfRangeException(nameof(edit), edit, null),
    };

    private static Dictionary<string, ContentEntry?> EntriesOf(IEnumerable<CatalogEdit> edits)
    {
        var entries = new Dictionary<string, ContentEntry?>(StringComparer.Ordinal);
        foreach (var edit in edits)
        {
            if (edit is CatalogEdit.PutEntry put)
                entries[put.Entry.Name] = put.Entry;
            else if (edit is CatalogEdit.RemoveEntry remove)
                entries[remove.Identifier.Name] = null;
        }

        return entries;
    }

    private static IEnumerable<string> ParentsOf(string ns)
    {
        for (var dot = ns.LastIndexOf('.'); dot > 0; dot = ns.LastIndexOf('.', dot - 1))
            yield return ns[..dot];
    }

    /// <summary>Of a namespace only its being there and its properties count; its contents are changes of their own.</summary>
    private static void AddChange(List<CatalogChange> changes, NamespaceEntry? old, NamespaceEntry? entry)
    {
        if (old is not null && entry is not null && old.Properties.Count == entry.Properties.Count
            && old.Properties.All(property => entry.Properties.TryGetValue(property.Key, out var value) && value == property.Value))
        {
            return;
        }

        if (old is not null || entry is not null)
            changes.Add(new CatalogChange(KindOf(old, entry), CatalogEntryKind.Namespace, (entry ?? old)!.Name, null, null));
    }

    private static void AddChange(List<CatalogChange> changes, string ns, ContentEntry? old, ContentEntry? entry)
    {
        if ((entry ?? old) is { } either)
            changes.Add(new CatalogChange(KindOf(old, entry), either.Kind, $"{ns}.{either.Name}", old?.MetadataLocation, entry?.MetadataLocation));
    }

    private static CatalogChangeKind KindOf(object? old, object? entry) =>
        old is null ? CatalogChangeKind.Added : entry is null ? CatalogChangeKind.Removed : CatalogChangeKind.Changed;

    private static IReadOnlyList<CatalogChange> Sort(IEnumerable<CatalogChange> changes) =>
        [.. changes.OrderBy(change => change.Entry == CatalogEntryKind.Namespace ? 0 : 1).ThenBy(change => change.Name, StringComparer.Ordinal)];
}
