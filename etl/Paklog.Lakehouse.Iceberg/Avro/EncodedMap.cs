using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Paklog.Lakehouse.Iceberg.Avro;

/// <summary>
/// A map by field id that stays the bytes it was read from and is decoded at each look-up. A manifest has five of them a file, of which planning asks for a value or two:
/// as dictionaries they take several times the memory, and most of the time of reading.
/// </summary>
internal sealed class EncodedMap<T> : IReadOnlyDictionary<int, T>
{
    private readonly AvroDecoder block;
    private readonly int start;
    private readonly Func<AvroDecoder, T> read;
    private readonly Action<AvroDecoder> skip;

    private EncodedMap(AvroDecoder block, int start, int count, Func<AvroDecoder, T> read, Action<AvroDecoder> skip)
    {
        this.block = block;
        this.start = start;
        this.read = read;
        this.skip = skip;
        Count = count;
    }

    public int Count { get; }

    public IEnumerable<int> Keys => this.Select(entry => entry.Key);

    public IEnumerable<T> Values => this.Select(entry => entry.Value);

    public T this[int key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"The map has no key {key}.");

    /// <summary>Passes over the map, which checks its form. Keys that do not ascend may stand twice, so that map becomes a dictionary, in which the last one counts.</summary>
    internal static IReadOnlyDictionary<int, T> ReadFrom(AvroDecoder decoder, Func<AvroDecoder, T> read, Action<AvroDecoder> skip)
    {
        var (start, count, last, ascends) = (decoder.Position, 0, (int?)null, true);
        for (var items = decoder.ReadItemCount(); items > 0; items = decoder.ReadItemCount())
        {
            for (; items > 0; items--, count++)
            {
                var key = decoder.ReadInt();
                ascends &= last is null || key > last;
                last = key;
                skip(decoder);
            }
        }

        var map = new EncodedMap<T>(decoder, start, count, read, skip);
        if (ascends)
        {
            return map;
        }

        var entries = new Dictionary<int, T>(count);
        foreach (var (key, value) in map)
        {
            entries[key] = value;
        }

        return entries;
    }

    public bool ContainsKey(int key) => TryGetValue(key, out _);

    public bool TryGetValue(int key, [MaybeNullWhen(false)] out T value)
    {
        var decoder = block.At(start);
        for (var items = decoder.ReadItemCount(); items > 0; items = decoder.ReadItemCount())
        {
            for (; items > 0; items--)
            {
                var next = decoder.ReadInt();
                if (next >= key)
                {
                    value = next == key ? read(decoder) : default;
                    return next == key;
                }

                skip(decoder);
            }
        }

        value = default;
        return false;
    }

    public IEnumerator<KeyValuePair<int, T>> GetEnumerator()
    {
        var decoder = block.At(start);
        for (var items = decoder.ReadItemCount(); items > 0; items = decoder.ReadItemCount())
        {
            for (; items > 0; items--)
            {
                yield return new KeyValuePair<int, T>(decoder.ReadInt(), read(decoder));
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
