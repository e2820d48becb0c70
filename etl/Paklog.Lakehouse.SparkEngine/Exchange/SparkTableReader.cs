using System.Globalization;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Manifests;
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

    private static readonly IReadOnlyList<int> PositionIds = [TableWriter.DeletedPathId, TableWriter.DeletedPositionId];

    private FileSchemas? schemas;

    public ManifestCache Manifests { get; } = manifests;

    public async Task<TableRelation> ReadAsync(TableScan scan, bool withPosition, CancellationToken cancellationToken) =>
        await ReadAsync(ColumnProjection.Of(scan), await scan.PlanFilesAsync(cancellationToken).ToListAsync(cancellationToken), withPosition, cancellationToken);

    public async Task<long> CountAsync(Table table, CancellationToken cancellationToken)
    {
        var scan = table.NewScan(Manifests);
        var files = await scan.PlanFilesAsync(cancellationToken).ToListAsync(cancellationToken);
        return files.Exists(file => file.HasDeletes)
            ? await session.CountAsync((await ReadAsync(ColumnProjection.Of(scan), files, false, cancellationToken)).Sql, cancellationToken)
            : files.Sum(file => file.DataFile.RecordCount);
    }

    public string FileNameOf(string location) => location;

    public async Task<TableRelation> ReadAsync(ColumnProjection projection, IReadOnlyList<FileScanTask> files, bool withPosition, CancellationToken cancellationToken)
    {
        var schema = projection.Schema;
        var columns = Columns(schema, withPosition);
        var byId = projection.Table is { } owner ? ColumnProjection.Of(owner, ById(schema)) : ColumnProjection.OfOwn(ById(schema));
        await RequireProjectableAsync(projection, files, cancellationToken);
        var names = new List<string>();
        foreach (var group in files.GroupBy(file => string.Join('\n', file.EqualityDeletes.Select(delete => delete.FilePath))))
        {
            var table = await exchange.AddAsync(byId, [.. group], cancellationToken);
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

    /// <summary>
    /// Spark's Iceberg takes the columns of files without ids by their places where there is no name mapping, and reads null for more that it cannot tell: such files are refused here as the embedded engine
    /// refuses them.
    /// </summary>
    private async Task RequireProjectableAsync(ColumnProjection projection, IReadOnlyList<FileScanTask> files, CancellationToken cancellationToken)
    {
        if (projection.Table is not { } table)
            return;
        schemas ??= new FileSchemas((location, token) => table.IO.OpenReadAsync(location, token));
        var data = files.Select(file => file.DataFile).Where(IsParquet).ToList();
        var deletes = files.SelectMany(file => file.PositionDeletes.Concat(file.EqualityDeletes)).Where(IsParquet).DistinctBy(file => file.FilePath).ToList();
        var roots = await schemas.ReadAsync(data.Concat(deletes).Select(file => file.FilePath), cancellationToken);
        foreach (var group in data.GroupBy(file => (roots[file.FilePath], file.SpecId)))
            FileProjection.Of(projection, projection.Schema.Fields, group.First(), group.Key.Item1);

        // In delete files Spark looks for the ids alone.
        if (deletes.Find(delete => (delete.EqualityIds ?? PositionIds).Any(id => roots[delete.FilePath].Find(id) is null)) is { } other)
            throw new IcebergException(IcebergErrorKind.Unsupported, $"The delete file {other.FilePath} of the table {table} lacks a column that it deletes by, or its field id, and Spark would not apply it; `maintain {table} --compact` folds it in.");

        static bool IsParquet(DataFile file) => file.FileFormat == "parquet";
    }
}
