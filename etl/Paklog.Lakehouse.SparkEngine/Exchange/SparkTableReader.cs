using System.Globalization;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;
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
        var columns = Columns(schema, withPosition);
        var names = new List<string>();
        foreach (var group in files.GroupBy(file => string.Join('\n', file.EqualityDeletes.Select(delete => delete.FilePath))))
        {
            var table = await exchange.AddAsync(ById(schema), [.. group], properties, cancellationToken);
            names.Add(session.Bind(ExchangeCatalog.PathOf(table), columns, group.Sum(file => file.DataFile.FileSizeInBytes)));
        }

        if (names.Count == 0)
            names.Add(session.Bind(null, columns, 0));
        var selected = string.Join(", ", columns.Select(column => DuckDbIdentifier.Quote(column.Column.Name)));
        return new TableRelation($"({string.Join(" union all ", names.Select(name => $"select {selected} from {name}"))})", files);
    }

    /// <summary>Spark's Iceberg sees columns under names of ours, so that none is taken for another or for a metadata column; it reads files by field id.</summary>
    private static Schema ById(Schema schema) => new(schema.Fields.Select(field => field with { Name = Name(field) }), schema.SchemaId, schema.IdentifierFieldIds);

    private static string Name(NestedField field) => "c" + field.Id.ToString(CultureInfo.InvariantCulture);

    private static IReadOnlyList<(string Source, NestedField Column)> Columns(Schema schema, bool withPosition)
    {
        var columns = ColumnSql.InSql(schema).Fields;
        IEnumerable<(string, NestedField)> place =
        [
            (FileColumn, NestedField.Optional(0, ColumnSql.Free(columns, FileColumn), IcebergType.String)),
            (PositionColumn, NestedField.Optional(0, ColumnSql.Free(columns, PositionColumn), IcebergType.Long)),
        ];
        return [.. columns.Select(column => (Name(column), column)), .. withPosition ? place : []];
    }
}
