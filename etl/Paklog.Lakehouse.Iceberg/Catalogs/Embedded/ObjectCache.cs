namespace Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

/// <summary>The objects used last, by hash, up to a sum of bytes of their files. Objects never change, so nothing in it is ever stale.</summary>
internal sealed class ObjectCache(long capacity)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, LinkedListNode<(string Hash, object Value, int Bytes)>> byHash = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Hash, object Value, int Bytes)> byUse = [];
    private long size;

    internal object? Find(string hash)
    {
        lock (gate)
        {
            if (!byHash.TryGetValue(hash, out var node))
                return null;
            byUse.Remove(node);
            byUse.AddFirst(node);
            return node.Value.Value;
        }
    }

    internal void Add(string hash, object value, int bytes)
    {
        lock (gate)
        {
            if (bytes > capacity || byHash.ContainsKey(hash))
                return;
            byHash.Add(hash, byUse.AddFirst((hash, value, bytes)));
            size += bytes;
            while (size > capacity)
            {
                var (oldest, _, oldestBytes) = byUse.Last!.Value;
                byUse.RemoveLast();
                byHash.Remove(oldest);
                size -= oldestBytes;
            }
        }
    }
}
