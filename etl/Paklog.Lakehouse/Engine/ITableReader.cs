using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Schemas;

namespace Paklog.Lakehouse.Engine;

/// <summary>Gives tables to an engine's SQL: the scan decides which files, deletes are applied.</summary>
public interface ITableReader
{
    ManifestCache Manifests { get; }

    /// <param name="withPosition">Adds the columns <c>_file</c> (see <see cref="FileNameOf"/>) and <c>_pos</c>, the row's position in that file from 0; of a table with such columns the names go on with an underscore.</param>
    Task<TableRelation> ReadAsync(TableScan scan, bool withPosition, CancellationToken cancellationToken);

    /// <summary>The rows of certain data files, with the deletes that go with each.</summary>
    Task<TableRelation> ReadAsync(Schema schema, IReadOnlyList<FileScanTask> files, bool withPosition, CancellationToken cancellationToken);

    /// <summary>How many rows a table has.</summary>
    Task<long> CountAsync(Table table, CancellationToken cancellationToken);

    /// <summary>What the column <c>_file</c> says of the file at a location.</summary>
    string FileNameOf(string location);

    Task<TableRelation> ReadAsync(Table table, CancellationToken cancellationToken) => ReadAsync(table.NewScan(Manifests), false, cancellationToken);

    Task<TableRelation> ReadAsync(Table table, long? snapshotId, Expression filter, CancellationToken cancellationToken) =>
        ReadAsync(table.NewScan(Manifests, snapshotId, filter: filter), false, cancellationToken);
}
