using System.Runtime.CompilerServices;
using Paklog.Lakehouse.Iceberg.Avro;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Metadata;

namespace Paklog.Lakehouse.Iceberg.Scans;

/// <summary>
/// Manifests and manifest lists that were read, by their paths, the least recently used going first. Neither ever changes, so nothing in it is ever stale.
/// Safe for use by many threads.
/// </summary>
/// <param name="maxBytes">What it may hold in memory, roughly.</param>
public sealed class ManifestCache(long maxBytes = 64 * 1024 * 1024)
{
    // What a file and a manifest take beside the bytes they were decoded from, measured with paths of 90 characters.
    private const int BytesOfFile = 800;
    private const int BytesOfManifest = 600;

    // Reading ahead hides the latency of the store and uses a second core; the bytes of the files bound what waits in memory.
    private const int MostAhead = 4;
    private const long MostBytesAhead = 8 * 1024 * 1024;

    private readonly AvroSchemaCache schemas = new();
    private readonly Lock gate = new();
    private readonly Dictionary<(string Path, int? SchemaId), LinkedListNode<Item>> items = [];
    private readonly LinkedList<Item> byUse = new();

    /// <summary>The sum of what is held, by the same rough measure as the limit.</summary>
    internal long HeldBytes { get; private set; }

    internal async Task<IReadOnlyList<ManifestFile>> ReadListAsync(TableFiles files, string location, long snapshotId, CancellationToken cancellationToken)
    {
        if (Find((location, null)) is { } known)
            return (IReadOnlyList<ManifestFile>)known;
        var list = await files.ReadAsync("manifest list", location, snapshotId, ManifestList.Read, cancellationToken);
        Add(new Item((location, null), (long)list.Count * BytesOfManifest, list));
        return list;
    }

    internal async Task<IReadOnlyList<ManifestEntry>> ReadAsync(TableFiles files, ManifestFile manifest, CancellationToken cancellationToken)
    {
        var metadata = files.Metadata;
        if (FindEntries(manifest, metadata) is { } known)
            return known;
        var (read, bytes) = await files.ReadAsync("manifest", manifest.ManifestPath, manifest.AddedSnapshotId, Read, cancellationToken);
        Add(new Item(Key(manifest, metadata), bytes + ((long)read.Count * BytesOfFile), read));
        return read;

        (IReadOnlyList<ManifestEntry> Entries, long Bytes) Read(Stream stream)
        {
            using var reader = ManifestReader.Open(stream, manifest, metadata.GetSpec(manifest.PartitionSpecId), metadata.CurrentSchema, schemas);
            return ([.. reader.ReadEntries()], reader.EntryBytes);
        }
    }

    /// <summary>The entries of one manifest after the other, in the given order; a few manifests are read ahead.</summary>
    internal async IAsyncEnumerable<IReadOnlyList<ManifestEntry>> ReadAllAsync(
        TableFiles files, IEnumerable<ManifestFile> manifests, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ahead = new Queue<(Task<IReadOnlyList<ManifestEntry>> Entries, long Bytes)>();
        var bytesAhead = 0L;
        try
        {
            foreach (var manifest in manifests)
            {
                while (ahead.Count == MostAhead || (ahead.Count > 0 && bytesAhead + manifest.ManifestLength > MostBytesAhead))
                    yield return await NextAsync();
                var entries = FindEntries(manifest, files.Metadata) is { } known
                    ? Task.FromResult(known)
                    : Task.Run(() => ReadAsync(files, manifest, stop.Token), stop.Token);
                ahead.Enqueue((entries, manifest.ManifestLength));
                bytesAhead += manifest.ManifestLength;
            }

            while (ahead.Count > 0)
                yield return await NextAsync();
        }
        finally
        {
            await stop.CancelAsync();
            foreach (var (entries, _) in ahead)
                await ((Task)entries).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Task<IReadOnlyList<ManifestEntry>> NextAsync()
        {
            var (entries, bytes) = ahead.Dequeue();
            bytesAhead -= bytes;
            return entries;
        }
    }

    // Partition values are read as the present schema has their columns, so the schema is a part of the key.
    private static (string Path, int? SchemaId) Key(ManifestFile manifest, TableMetadata metadata) => (manifest.ManifestPath, metadata.CurrentSchemaId);

    private IReadOnlyList<ManifestEntry>? FindEntries(ManifestFile manifest, TableMetadata metadata) => (IReadOnlyList<ManifestEntry>?)Find(Key(manifest, metadata));

    private object? Find((string, int?) key)
    {
        lock (gate)
        {
            if (!items.TryGetValue(key, out var node))
                return null;
            byUse.Remove(node);
            byUse.AddFirst(node);
            return node.Value.Value;
        }
    }

    private void Add(Item item)
    {
        if (item.Bytes > maxBytes)
            return;
        lock (gate)
        {
            if (!items.TryAdd(item.Key, new LinkedListNode<Item>(item)))
                return;
            byUse.AddFirst(items[item.Key]);
            HeldBytes += item.Bytes;
            while (HeldBytes > maxBytes && byUse.Last is { } oldest)
            {
                byUse.RemoveLast();
                items.Remove(oldest.Value.Key);
                HeldBytes -= oldest.Value.Bytes;
            }
        }
    }

    private sealed record Item((string Path, int? SchemaId) Key, long Bytes, object Value);
}
