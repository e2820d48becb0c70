namespace Paklog.Lakehouse.Iceberg.Sorting;

/// <summary><c>nulls-first</c> or <c>nulls-last</c>.</summary>
public enum NullOrder
{
    NullsFirst,
    NullsLast,
}
