using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.SparkEngine.Sessions;

namespace Paklog.Lakehouse.SparkEngine.Exchange;

/// <summary>Gives tables to Spark: the scan decides which files, a table of the exchange lists them, Spark's Iceberg reads them and applies their deletes.</summary>
internal sealed class SparkTableReader(SparkSqlSession session, ExchangeCatalog exchange, ManifestCache manifests) : ITableReader
{
    private const string FileColumn = "_file";

    private const string PositionColumn = "_pos";

    /// <summary>Names for the columns of files without ids (spec, "Column Projection").</summary>
    private const string NameMapping = "schema.name-mapping.default";

    public ManifestCache Manifests { get; } = manifests;

    public async Task<TableRelation> ReadAsync(TableScan scan, bool withPosition, CancellationToken cancellationToken)
    {
        var properties = scan.Table.Metadata.Properties.Where(property => property.Key == NameMapping).ToDictionary();
        return await ReadAsync(scan.Schema, await scan.PlanFilesAsync(cancellationToken).ToListAsync(cancellationToken), properties, withPosition, cancellationToken);
    }

    public Task<TableRelation> ReadAsync(Schema schema, IReadOnlyList<FileScanTask> files, bool withPosition, CancellationToken cancellationToken) =>
        ReadAsync(schema, files, new Dictionary<string, string>(), withPosition, cancellationToken);

    public async Task<long> CountAsync(Table table, CancellationToken cancellationToken)
    {
        var scan = table.NewScan(Manifests);
        var files = await scan.PlanFilesAsync(cancellationToken).ToListAsync(cancellationToken);
        return files.Exists(file => file.HasDeletes)
            ? (long)session.QueryScalar($"select count(*) from {(await ReadAsync(scan.Schema, files, false, cancellationToken)).Sql}")!
            : files.Sum(file => file.DataFile.RecordCount);
    }

    public string FileNameOf(string location) => location;

    private async Task<TableRelation> ReadAsync(Schema schema, IReadOnlyList<FileScanTask> files, IReadOnlyDictionary<string, string> properties, bool withPosition, CancellationToken cancellationToken)
    {
        if (withPosition && schema.Fields.FirstOrDefault(field => field.Name is FileColumn or PositionColumn) is { } reserved)
            throw new IcebergException(IcebergErrorKind.Unsupported, $"The column '{reserved.Name}' has the name of a metadata column of Iceberg, so rows of the table cannot be changed; rename it.");
        var names = new List<string>();
        foreach (var group in files.GroupBy(file => string.Join('\n', file.EqualityDeletes.Select(delete => delete.FilePath))))
        {
            var table = await exchange.AddAsync(schema, [.. group], properties, cancellationToken);
            names.Add(session.Bind(ExchangeCatalog.PathOf(table), schema, withPosition, group.Sum(file => file.DataFile.FileSizeInBytes)));
        }

        if (names.Count == 0)
            names.Add(session.Bind(null, schema, withPosition, 0));
        var columns = string.Join(", ", schema.Fields.Select(field => field.Name).Concat(withPosition ? [FileColumn, PositionColumn] : []).Select(DuckDbIdentifier.Quote));
        return new TableRelation($"({string.Join(" union all ", names.Select(name => $"select {columns} from {name}"))})", files);
    }
}
