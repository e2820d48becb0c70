using System.Text.Json;

namespace Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

/// <summary>
/// A node of a <see cref="HashTree{TEntry}"/>. Up to <see cref="LeafCapacity"/> entries are one leaf, more are a branch with one child for each hexadecimal digit:
/// the form follows from the entries alone.
/// </summary>
internal abstract record TreeNode<TEntry>(int Count)
    where TEntry : class, ITreeEntry<TEntry>
{
    internal const int FanOut = 16;

    /// <summary>With 64, 10,000 tables of one namespace stand two branches deep, some 40 to a leaf.</summary>
    internal const int LeafCapacity = 64;

    internal static readonly LeafNode<TEntry> Empty = new([]);

    internal abstract void WriteTo(Utf8JsonWriter writer);

    internal EncodedObject Encode() => EncodedObject.Of(CatalogJson.Encode(WriteTo), this);

    internal static TreeNode<TEntry> ReadFrom(JsonElement json) => IcebergJson.GetString(json, "type", "tree node") switch
    {
        "leaf" => new LeafNode<TEntry>(IcebergJson.GetList(json, "entries", "tree node", TEntry.ReadFrom)),
        "branch" => BranchNode<TEntry>.Read(json),
        var type => throw IcebergException.InvalidData($"A tree node of type '{type}' is not known to this version."),
    };
}

/// <summary>Entries in ordinal order of their names.</summary>
internal sealed record LeafNode<TEntry>(IReadOnlyList<TEntry> Entries) : TreeNode<TEntry>(Entries.Count)
    where TEntry : class, ITreeEntry<TEntry>
{
    internal override void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "leaf");
        writer.WriteStartArray("entries");
        foreach (var entry in Entries)
            CatalogJson.WriteLine(writer, entry.WriteTo);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}

/// <summary>A child by its hash, and how many entries are below it.</summary>
internal sealed record TreeChild(string Hash, int Count);

/// <summary>Children by the next hexadecimal digit of the SHA-256 of an entry's name; null where there is no entry.</summary>
internal sealed record BranchNode<TEntry>(IReadOnlyList<TreeChild?> Children) : TreeNode<TEntry>(Children.Sum(child => child?.Count ?? 0))
    where TEntry : class, ITreeEntry<TEntry>
{
    internal override void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "branch");
        writer.WriteStartObject("children");
        for (var digit = 0; digit < FanOut; digit++)
        {
            if (Children[digit] is not { } child)
                continue;
            CatalogJson.WriteLine(writer, digit.ToString("x"), line =>
            {
                line.WriteStartObject();
                line.WriteString("hash", child.Hash);
                line.WriteNumber("count", child.Count);
                line.WriteEndObject();
            });
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    internal static BranchNode<TEntry> Read(JsonElement json)
    {
        var children = IcebergJson.Get(json, "children", "tree node");
        return new BranchNode<TEntry>([.. Enumerable.Range(0, FanOut).Select(digit =>
            IcebergJson.Find(children, digit.ToString("x"), "tree node") is { } child
                ? new TreeChild(IcebergJson.GetString(child, "hash", "tree node"), IcebergJson.GetInt(child, "count", "tree node"))
                : null)]);
    }
}
