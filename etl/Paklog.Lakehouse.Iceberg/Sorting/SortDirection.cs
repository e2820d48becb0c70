namespace Paklog.Lakehouse.Iceberg.Sorting;

/// <summary><c>asc</c> or <c>desc</c>.</summary>
public enum SortDirection
{
    Ascending,
    Descending,
}
