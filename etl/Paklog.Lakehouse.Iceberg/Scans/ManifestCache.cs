using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.Iceberg.Scans;

/// <summary>
/// Entries of manifests that were read, the least recently used going first. Manifests never change, so an entry is never stale.
/// The limit counts the manifests' own bytes; in memory they take several times that. Safe for use by many threads.
/// </summary>
public sealed class ManifestCache(long maxManifestBytes = 8 * 1024 * 1024)
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Path, int SchemaId), LinkedListNode<Entry>> entries = [];
    private readonly LinkedList<Entry> byUse = new();
    private long bytes;

    internal async Task<IReadOnlyList<ManifestEntry>> ReadAsync(IFileIO io, ManifestFile manifest, TableMetadata metadata, CancellationToken cancellationToken)
    {
        // Partition values are read as the present schema has their columns, so the schema is a part of the key.
        var key = (manifest.ManifestPath, metadata.CurrentSchemaId);
        if (Find(key) is { } known)
            return known;
        await using var stream = await io.OpenReadAsync(manifest.ManifestPath, cancellationToken);
        using var reader = ManifestReader.Open(stream, manifest, metadata.GetSpec(manifest.PartitionSpecId), metadata.CurrentSchema);
        IReadOnlyList<ManifestEntry> read = [.. reader.ReadEntries()];
        Add(new Entry(key, manifest.ManifestLength, read));
        return read;
    }

    private IReadOnlyList<ManifestEntry>? Find((string, int) key)
    {
        lock (gate)
        {
            if (!entries.TryGetValue(key, out var node))
                return null;
            byUse.Remove(node);
            byUse.AddFirst(node);
            return node.Value.Entries;
        }
    }

    private void Add(Entry entry)
    {
        if (entry.Length > maxManifestBytes)
            return;
        lock (gate)
        {
            if (!entries.TryAdd(entry.Key, new LinkedListNode<Entry>(entry)))
                return;
            byUse.AddFirst(entries[entry.Key]);
            bytes += entry.Length;
            while (bytes > maxManifestBytes && byUse.Last is { } oldest)
            {
                byUse.RemoveLast();
                entries.Remove(oldest.Value.Key);
                bytes -= oldest.Value.Length;
            }
        }
    }

    private sealed record Entry((string Path, int SchemaId) Key, long Length, IReadOnlyList<ManifestEntry> Entries);
}
