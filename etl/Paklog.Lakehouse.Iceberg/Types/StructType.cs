namespace Paklog.Lakehouse.Iceberg.Types;

/// <summary>A tuple of named, typed fields.</summary>
public sealed record StructType : IcebergType
{
    private readonly Dictionary<int, int> positions = [];

    public StructType(IEnumerable<NestedField> fields)
    {
        Fields = [.. fields];
        for (var i = 0; i < Fields.Count; i++)
        {
            positions.TryAdd(Fields[i].Id, i);
        }
    }

    public StructType(params NestedField[] fields)
        : this((IEnumerable<NestedField>)fields)
    {
    }

    public override TypeId TypeId => TypeId.Struct;

    public IReadOnlyList<NestedField> Fields { get; }

    /// <summary>The position of the field with this id, or -1.</summary>
    public int IndexOf(int fieldId) => positions.GetValueOrDefault(fieldId, -1);

    public NestedField? Find(int fieldId) => positions.TryGetValue(fieldId, out var position) ? Fields[position] : null;

    public NestedField? Find(string name) => Fields.FirstOrDefault(field => field.Name == name);

    public bool Equals(StructType? other) => other is not null && Fields.SequenceEqual(other.Fields);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var field in Fields)
        {
            hash.Add(field);
        }

        return hash.ToHashCode();
    }

    public override string ToString() => $"struct<{string.Join(", ", Fields)}>";
}
