using System.Security.Cryptography;
using System.Text;

namespace Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

/// <summary>
/// A map from names to entries as a tree of immutable objects, fanned out by the SHA-256 of the name. A look-up reads, and a change writes, the nodes on one path.
/// The same entries have the same root, by whatever order of changes they came about. A null root is the empty map.
/// </summary>
internal sealed class HashTree<TEntry>(ObjectStore objects)
    where TEntry : class, ITreeEntry<TEntry>
{
    internal async Task<TEntry?> FindAsync(string? root, string name, CancellationToken cancellationToken)
    {
        var hash = root;
        for (var depth = 0; hash is not null; depth++)
        {
            var node = await LoadAsync(hash, cancellationToken);
            if (node is LeafNode<TEntry> leaf)
                return leaf.Entries.FirstOrDefault(entry => entry.Name == name);
            hash = ((BranchNode<TEntry>)node).Children[Digit(name, depth)]?.Hash;
        }

        return null;
    }

    /// <summary>All entries in ordinal order of their names.</summary>
    internal async Task<IReadOnlyList<TEntry>> ListAsync(string? root, CancellationToken cancellationToken)
    {
        var entries = new List<TEntry>();
        if (root is not null)
            await CollectAsync(await LoadAsync(root, cancellationToken), entries, cancellationToken);
        return Sort(entries);
    }

    /// <summary>The root after setting the named entries, or removing them where the value is null. Nodes that are new are added to <paramref name="written"/>.</summary>
    internal async Task<string?> UpdateAsync(
        string? root, IReadOnlyDictionary<string, TEntry?> changes, ICollection<EncodedObject> written, CancellationToken cancellationToken)
    {
        var node = root is null ? TreeNode<TEntry>.Empty : await LoadAsync(root, cancellationToken);
        var updated = await ApplyAsync(node, 0, [.. changes], written, cancellationToken);
        return Store(updated, root, written)?.Hash;
    }

    /// <summary>The entries that differ, with null for the side that lacks one, in ordinal order of their names. Equal subtrees are not read.</summary>
    internal async Task<IReadOnlyList<(TEntry? From, TEntry? To)>> DiffAsync(string? from, string? to, CancellationToken cancellationToken)
    {
        var differences = new List<(TEntry? From, TEntry? To)>();
        await DiffAsync(from, to, differences, cancellationToken);
        differences.Sort((x, y) => string.CompareOrdinal((x.From ?? x.To)!.Name, (y.From ?? y.To)!.Name));
        return differences;
    }

    private async Task<TreeNode<TEntry>> ApplyAsync(
        TreeNode<TEntry> node, int depth, KeyValuePair<string, TEntry?>[] changes, ICollection<EncodedObject> written, CancellationToken cancellationToken)
    {
        if (node is LeafNode<TEntry> leaf)
        {
            var entries = leaf.Entries.ToDictionary(entry => entry.Name);
            foreach (var (name, entry) in changes)
            {
                if (entry is null)
                    entries.Remove(name);
                else
                    entries[name] = entry;
            }

            return Build(entries.Values, depth, written);
        }

        var children = ((BranchNode<TEntry>)node).Children.ToArray();
        var updated = new Dictionary<int, TreeNode<TEntry>>();
        foreach (var group in changes.GroupBy(change => Digit(change.Key, depth)))
        {
            var child = children[group.Key] is { } old ? await LoadAsync(old.Hash, cancellationToken) : TreeNode<TEntry>.Empty;
            updated[group.Key] = await ApplyAsync(child, depth + 1, [.. group], written, cancellationToken);
        }

        var count = children.Select((child, digit) => updated.TryGetValue(digit, out var fresh) ? fresh.Count : child?.Count ?? 0).Sum();
        if (count <= TreeNode<TEntry>.LeafCapacity)
        {
            var entries = new List<TEntry>(count);
            for (var digit = 0; digit < children.Length; digit++)
            {
                if (updated.TryGetValue(digit, out var fresh))
                    await CollectAsync(fresh, entries, cancellationToken);
                else if (children[digit] is { } child)
                    await CollectAsync(await LoadAsync(child.Hash, cancellationToken), entries, cancellationToken);
            }

            return new LeafNode<TEntry>(Sort(entries));
        }

        foreach (var (digit, fresh) in updated)
            children[digit] = Store(fresh, children[digit]?.Hash, written);
        return new BranchNode<TEntry>(children);
    }

    private static TreeNode<TEntry> Build(IReadOnlyCollection<TEntry> entries, int depth, ICollection<EncodedObject> written)
    {
        if (entries.Count <= TreeNode<TEntry>.LeafCapacity)
            return new LeafNode<TEntry>(Sort(entries));
        var children = new TreeChild?[TreeNode<TEntry>.FanOut];
        foreach (var group in entries.GroupBy(entry => Digit(entry.Name, depth)))
            children[group.Key] = Store(Build([.. group], depth + 1, written), null, written);
        return new BranchNode<TEntry>(children);
    }

    private static TreeChild? Store(TreeNode<TEntry> node, string? oldHash, ICollection<EncodedObject> written)
    {
        if (node.Count == 0)
            return null;
        var encoded = node.Encode();
        if (encoded.Hash != oldHash)
            written.Add(encoded);
        return new TreeChild(encoded.Hash, node.Count);
    }

    private async Task CollectAsync(TreeNode<TEntry> node, List<TEntry> entries, CancellationToken cancellationToken)
    {
        if (node is LeafNode<TEntry> leaf)
        {
            entries.AddRange(leaf.Entries);
            return;
        }

        foreach (var child in ((BranchNode<TEntry>)node).Children)
        {
            if (child is not null)
                await CollectAsync(await LoadAsync(child.Hash, cancellationToken), entries, cancellationToken);
        }
    }

    private async Task DiffAsync(string? from, string? to, List<(TEntry? From, TEntry? To)> differences, CancellationToken cancellationToken)
    {
        if (from == to)
            return;
        var fromNode = from is null ? TreeNode<TEntry>.Empty : await LoadAsync(from, cancellationToken);
        var toNode = to is null ? TreeNode<TEntry>.Empty : await LoadAsync(to, cancellationToken);
        if (fromNode is BranchNode<TEntry> fromBranch && toNode is BranchNode<TEntry> toBranch)
        {
            for (var digit = 0; digit < TreeNode<TEntry>.FanOut; digit++)
                await DiffAsync(fromBranch.Children[digit]?.Hash, toBranch.Children[digit]?.Hash, differences, cancellationToken);
            return;
        }

        var fromEntries = (await ListAsync(from, cancellationToken)).ToDictionary(entry => entry.Name);
        foreach (var entry in await ListAsync(to, cancellationToken))
        {
            if (!fromEntries.Remove(entry.Name, out var old) || !IcebergJson.ToUtf8(old.WriteTo).AsSpan().SequenceEqual(IcebergJson.ToUtf8(entry.WriteTo)))
                differences.Add((old, entry));
        }

        differences.AddRange(fromEntries.Values.Select(old => ((TEntry?)old, (TEntry?)null)));
    }

    private Task<TreeNode<TEntry>> LoadAsync(string hash, CancellationToken cancellationToken) =>
        objects.ReadAsync(hash, TreeNode<TEntry>.ReadFrom, cancellationToken);

    private static IReadOnlyList<TEntry> Sort(IEnumerable<TEntry> entries) => [.. entries.OrderBy(entry => entry.Name, StringComparer.Ordinal)];

    private static int Digit(string name, int depth)
    {
        var pair = SHA256.HashData(Encoding.UTF8.GetBytes(name))[depth / 2];
        return depth % 2 == 0 ? pair >> 4 : pair & 15;
    }
}
