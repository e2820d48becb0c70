namespace Paklog.Lakehouse.Models;

/// <summary>One field of the partition spec of a model's table.</summary>
/// <param name="Transform">As Iceberg writes it: identity, year, month, day or hour.</param>
public sealed record PartitionColumn(string Column, string Transform)
{
    public override string ToString() => Transform == "identity" ? HeaderName.Show(Column) : $"{Transform}({HeaderName.Show(Column)})";
}
