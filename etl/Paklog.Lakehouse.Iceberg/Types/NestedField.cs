namespace Paklog.Lakehouse.Iceberg.Types;

/// <summary>A field of a struct. The id is unique in the table and never changes; the name may.</summary>
public sealed record NestedField(int Id, string Name, bool Required, IcebergType Type, string? Doc = null)
{
    /// <summary>Format v3: the JSON single value (spec Appendix D) that rows have which were written before the field was added.</summary>
    public string? InitialDefault { get; init; }

    /// <summary>Format v3: the JSON single value that a writer puts where it is given none.</summary>
    public string? WriteDefault { get; init; }

    public static NestedField Optional(int id, string name, IcebergType type, string? doc = null) => new(id, name, false, type, doc);

    public static NestedField RequiredField(int id, string name, IcebergType type, string? doc = null) => new(id, name, true, type, doc);

    public override string ToString() => $"{Id}: {Name}: {(Required ? "required" : "optional")} {Type}";
}
