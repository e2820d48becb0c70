using Paklog.Lakehouse.Iceberg.Partitioning;

namespace Paklog.Lakehouse.Iceberg.Sorting;

/// <summary>One key of a sort order: a column by id, through a transform.</summary>
public sealed record SortField(Transform Transform, int SourceId, SortDirection Direction, NullOrder NullOrder);
