using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Expressions;

namespace Paklog.Lakehouse.Iceberg.Scans;

public static class TableExtensions
{
    /// <inheritdoc cref="TableScan"/>
    public static TableScan NewScan(
        this Table table,
        ManifestCache cache,
        long? snapshotId = null,
        string? reference = null,
        DateTimeOffset? asOf = null,
        Expression? filter = null,
        IReadOnlyCollection<string>? columns = null) =>
        new(table, cache) { SnapshotId = snapshotId, Ref = reference, AsOf = asOf, Filter = filter ?? Expression.AlwaysTrue, Columns = columns };
}
