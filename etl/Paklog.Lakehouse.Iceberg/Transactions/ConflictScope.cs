using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Scans;

namespace Paklog.Lakehouse.Iceberg.Transactions;

/// <summary>
/// The part of the table whose rows decided what a writer writes: where others have added files to it since, the writer has to plan again.
/// Both restrictions count where both are given; without either it is the whole table.
/// </summary>
public sealed record ConflictScope
{
    /// <summary>Rows that match.</summary>
    public Expression? Filter { get; init; }

    public IReadOnlySet<PartitionKey>? Partitions { get; init; }

    /// <summary>Whether new data files are a conflict (serializable isolation).</summary>
    public bool NewDataFiles { get; init; } = true;

    /// <summary>Whether new delete files are a conflict.</summary>
    public bool NewDeleteFiles { get; init; } = true;
}
