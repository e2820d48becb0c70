using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Parquet;

/// <summary>One element of a Parquet file's schema: the root, a column, a field of it, or one of the groups that lists and maps are made of.</summary>
/// <param name="Id">Iceberg's id; null where the writer gave none.</param>
/// <param name="Type">What a leaf holds; null for a group, and for a leaf whose values Iceberg has no type for.</param>
/// <param name="IsRepeated">True for what stands many times inside a list or a map.</param>
public sealed record ParquetField(string Name, int? Id, PrimitiveType? Type, bool IsRepeated, IReadOnlyList<ParquetField> Children)
{
    /// <summary>For a leaf: values are of nanoseconds, which the types of format v2 do not hold. <see cref="Type"/> is null then.</summary>
    public bool IsNanoseconds { get; init; }

    /// <summary>For a leaf: the column of a writer that saw nothing but nulls in it and gave it no type (Parquet's UNKNOWN).</summary>
    public bool IsAlwaysNull { get; init; }

    public bool IsLeaf => Children.Count == 0;

    /// <summary>Whether an id stands anywhere: then the file's ids count and no name mapping (Java's ParquetSchemaUtil.hasIds).</summary>
    public bool HasIds => Id is not null || Children.Any(child => child.HasIds);

    public ParquetField? Find(int id) => Children.FirstOrDefault(child => child.Id == id);

    /// <summary>A text that equal schemas have in common and no others.</summary>
    internal string Key => $"{Name.Length}:{Name}#{Id}{(IsRepeated ? "*" : "")}{(IsNanoseconds ? "ns" : "")}{(IsAlwaysNull ? "null" : "")}{Type}({string.Concat(Children.Select(child => child.Key))})";

    /// <summary>
    /// The element of a list. Three levels are the rule; old writers repeat the element itself (Parquet's LogicalTypes.md, "Lists", backward-compatibility rules). Null when this is no list.
    /// </summary>
    public ParquetField? Element => IsRepeated ? this with { IsRepeated = false } : Children switch
    {
        [{ IsRepeated: true, Children: [var element] } repeated] when repeated.Name != "array" && repeated.Name != Name + "_tuple" => element,
        [{ IsRepeated: true } repeated] => repeated with { IsRepeated = false },
        _ => null,
    };

    /// <summary>Key and value of a map; null when this is none.</summary>
    public (ParquetField Key, ParquetField Value)? Entry => Children is [{ IsRepeated: true, Children: [var key, var value] }] ? (key, value) : null;
}
