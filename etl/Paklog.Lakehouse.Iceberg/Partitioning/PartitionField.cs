namespace Paklog.Lakehouse.Iceberg.Partitioning;

/// <summary>One partition value: which column, by which transform, under which name. The field id is unique over all specs of a v2 table.</summary>
public sealed record PartitionField(int SourceId, int FieldId, string Name, Transform Transform)
{
    public override string ToString() => $"{FieldId}: {Name}: {Transform}({SourceId})";
}
