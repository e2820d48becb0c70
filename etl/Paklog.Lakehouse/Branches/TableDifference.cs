using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Branches;

/// <summary>What one commit's table has that another's has not, and the other way round.</summary>
/// <param name="Rows">Rows that differ; one that was only written to another file is no difference. Columns that one side alone has are not compared.</param>
/// <param name="Files">Live data and delete files.</param>
/// <param name="SchemaChanges">Of columns, partitioning and sort order, in words.</param>
public sealed record TableDifference(
    TableIdentifier Table, CatalogChangeKind Kind, Counts<int> Snapshots, Counts<long> Rows, Counts<int> Files, IReadOnlyList<string> SchemaChanges)
{
    /// <summary>Why the two cannot be compared; null when they can. The figures then say nothing.</summary>
    public Exception? Error { get; init; }
}

/// <summary>How many came and how many went.</summary>
public readonly record struct Counts<T>(T Added, T Removed);
