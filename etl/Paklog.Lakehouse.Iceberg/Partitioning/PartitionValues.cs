using System.Collections;

namespace Paklog.Lakehouse.Iceberg.Partitioning;

/// <summary>
/// A partition tuple: one value a partition field, in the order of the spec's fields, represented as <see cref="Types.IcebergValue"/> says.
/// Tuples are equal when their values are, bytes by content; they are keys of one spec only.
/// </summary>
public sealed class PartitionValues(IEnumerable<object?> values) : IReadOnlyList<object?>, IEquatable<PartitionValues>
{
    private readonly object?[] items = [.. values];

    public static PartitionValues Empty { get; } = new([]);

    public int Count => items.Length;

    public object? this[int index] => items[index];

    public static PartitionValues Of(params object?[] values) => new(values);

    public bool Equals(PartitionValues? other)
    {
        if (other is null || other.Count != Count)
        {
            return false;
        }

        for (var i = 0; i < items.Length; i++)
        {
            var equal = items[i] is byte[] left && other.items[i] is byte[] right ? left.AsSpan().SequenceEqual(right) : Equals(items[i], other.items[i]);
            if (!equal)
            {
                return false;
            }
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as PartitionValues);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var item in items)
        {
            if (item is byte[] bytes)
            {
                hash.AddBytes(bytes);
            }
            else
            {
                hash.Add(item);
            }
        }

        return hash.ToHashCode();
    }

    public IEnumerator<object?> GetEnumerator() => ((IEnumerable<object?>)items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => items.GetEnumerator();

    public override string ToString() => $"({string.Join(", ", items.Select(item => item ?? "null"))})";
}
