namespace Paklog.Lakehouse.Iceberg.Types;

/// <summary>A field of a struct. The id is unique in the table and never changes; the name may.</summary>
public sealed record NestedField(int Id, string Name, bool Required, IcebergType Type, string? Doc = null)
{
    public static NestedField Optional(int id, string name, IcebergType type, string? doc = null) => new(id, name, false, type, doc);

    public static NestedField RequiredField(int id, string name, IcebergType type, string? doc = null) => new(id, name, true, type, doc);

    public override string ToString() => $"{Id}: {Name}: {(Required ? "required" : "optional")} {Type}";
}
