using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Manifests;

namespace Paklog.Lakehouse.Engine;

/// <summary>Writes the rows of a query as files of a table; they belong to no snapshot yet.</summary>
public interface ITableWriter
{
    /// <summary>What was written and is not committed.</summary>
    UncommittedFiles Uncommitted { get; }

    /// <summary>Whether <see cref="WritePositionDeletesAsync"/> can be called; else files of which rows go are written again.</summary>
    bool WritesPositionDeletes { get; }

    /// <summary>Writes the rows of <paramref name="query"/>, whose columns must be named as the table's. No file is left for no rows.</summary>
    /// <exception cref="IcebergException">Unsupported for what the engine cannot write; ValidationFailed for rows that the table must not have, of which no file is left.</exception>
    Task<IReadOnlyList<DataFile>> WriteAsync(WriteTarget table, string query, CancellationToken cancellationToken);

    /// <summary>
    /// The same for many rows. The query may run once for each partition, so it must be a filter over a table of the engine that is no temporary one, and the partition's columns must be columns of that table.
    /// </summary>
    /// <inheritdoc cref="WriteAsync"/>
    Task<IReadOnlyList<DataFile>> WriteByPartitionAsync(WriteTarget table, string query, CancellationToken cancellationToken) => WriteAsync(table, query, cancellationToken);

    /// <summary>Writes position deletes from a query with the columns file_path and pos, all of one data file.</summary>
    Task<DataFile?> WritePositionDeletesAsync(WriteTarget table, DataFile owner, string query, CancellationToken cancellationToken);
}
