using System.Globalization;
using System.Text.RegularExpressions;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Engine;

/// <summary>
/// Gives tables to DuckDB: the scan decides which files, DuckDB reads their Parquet by field id, and deletes are taken out by anti joins.
/// The lists of files are session variables, which a relation names; a relation is good for the life of the connection.
/// Inside the relation a column is called after its id, so that none is taken for DuckDB's own columns filename and file_row_number.
/// </summary>
internal sealed partial class TableReader(DuckDbConnection connection, ManifestCache manifests, DataFiles localFiles) : ITableReader
{
    /// <summary>Extra columns that say where a row stands: the local path of its file, and its position there from 0; where the table has such columns, under the names that <see cref="ColumnSql.Free"/> gives.</summary>
    public const string FileColumn = "_file";

    public const string PositionColumn = "_pos";

    /// <summary>A table with names for the columns of files without ids (spec, "Column Projection"); such files are not read here.</summary>
    private const string NameMappingProperty = "schema.name-mapping.default";

    private int variables;

    public ManifestCache Manifests { get; } = manifests;

    public Task<TableRelation> ReadAsync(Table table, CancellationToken cancellationToken) => ReadAsync(table.NewScan(Manifests), false, cancellationToken);

    public Task<TableRelation> ReadAsync(Table table, long? snapshotId, Expression filter, CancellationToken cancellationToken) =>
        ReadAsync(table.NewScan(Manifests, snapshotId, filter: filter), false, cancellationToken);

    public async Task<TableRelation> ReadAsync(TableScan scan, bool withPosition, CancellationToken cancellationToken)
    {
        var files = await scan.PlanFilesAsync(cancellationToken).ToListAsync(cancellationToken);
        await RequireFieldIdsAsync(scan.Table, files, cancellationToken);
        return await ReadAsync(scan.Schema, files, withPosition, cancellationToken);
    }

    /// <summary>The rows of certain data files, with the deletes that go with each.</summary>
    public async Task<TableRelation> ReadAsync(Schema schema, IReadOnlyList<FileScanTask> files, bool withPosition, CancellationToken cancellationToken)
    {
        if (files.FirstOrDefault(file => file.DataFile.FileFormat != "parquet") is { } other)
            throw new IcebergException(IcebergErrorKind.Unsupported, $"The embedded engine reads Parquet only, and {other.DataFile.FilePath} is {other.DataFile.FileFormat}.");
        schema = ColumnSql.InSql(schema);
        await FetchAsync(files, cancellationToken);
        var parts = ByLayout(schema, files)
            .SelectMany(group => group.GroupBy(file => string.Join('\n', file.EqualityDeletes.Select(delete => delete.FilePath))).Select(same => (Layout: group.Key, Files: same.ToList())))
            .SelectMany(group => Parts(schema, group.Layout, group.Files, withPosition)).ToList();
        return new TableRelation(parts.Count == 0 ? $"(SELECT {Empty(schema, withPosition)} WHERE false)" : $"({string.Join(" UNION ALL ", parts)})", files);
    }

    /// <summary>How many rows a table has; of files with position deletes only these are read.</summary>
    public async Task<long> CountAsync(Table table, CancellationToken cancellationToken)
    {
        var files = await table.NewScan(Manifests).PlanFilesAsync(cancellationToken).ToListAsync(cancellationToken);
        if (files.Exists(file => file.EqualityDeletes.Count > 0))
            return (long)connection.QueryScalar($"SELECT count(*) FROM {(await ReadAsync(table, cancellationToken)).Sql}")!;
        var rows = files.Sum(file => file.DataFile.RecordCount);
        var deleted = files.Where(file => file.PositionDeletes.Count > 0).ToList();
        if (deleted.Count == 0)
            return rows;
        await localFiles.FetchAsync(deleted.SelectMany(file => file.PositionDeletes), cancellationToken);
        connection.Execute("SET VARIABLE counted_files = $1", deleted.Select(PathOf).ToList());
        var gone = $"SELECT DISTINCT path, pos FROM {Deleted(deleted.SelectMany(file => file.PositionDeletes))} WHERE path IN (SELECT unnest(getvariable('counted_files')))";
        return rows - (long)connection.QueryScalar($"SELECT count(*) FROM ({gone})")!;
    }

    public string FileNameOf(string location) => localFiles.PathOf(location);

    /// <summary>Whether a position delete file names any of some data files.</summary>
    public async Task<bool> DeletesAnyAsync(DataFile delete, IReadOnlyList<string> dataFiles, CancellationToken cancellationToken)
    {
        await localFiles.FetchAsync([delete], cancellationToken);
        await connection.ExecuteAsync("SET VARIABLE live_files = $1", [dataFiles.Select(localFiles.PathOf).ToList()], cancellationToken);
        return connection.QueryScalar($"SELECT 1 FROM {Deleted([delete])} WHERE path IN (SELECT unnest(getvariable('live_files'))) LIMIT 1") is not null;
    }

    /// <summary>The name of a column inside a relation.</summary>
    internal static string ColumnName(int fieldId) => $"c{fieldId}";

    private Task FetchAsync(IReadOnlyList<FileScanTask> files, CancellationToken cancellationToken) =>
        localFiles.FetchAsync(files.SelectMany(file => file.PositionDeletes.Concat(file.EqualityDeletes).Prepend(file.DataFile)), cancellationToken);

    private string PathOf(FileScanTask file) => localFiles.PathOf(file.DataFile.FilePath);

    /// <summary>Files by how their nested columns are to be read, for which their schemas are looked at only where there are such columns.</summary>
    private IEnumerable<IGrouping<NestedLayout, FileScanTask>> ByLayout(Schema schema, IReadOnlyList<FileScanTask> files)
    {
        if (files.Count == 0 || !NestedLayout.IsNeeded(schema))
            return files.GroupBy(_ => NestedLayout.None);
        var layouts = new Dictionary<string, NestedLayout>();
        var roots = Schemas(files);
        return files.GroupBy(file =>
        {
            var layout = NestedLayout.Of(schema, roots[PathOf(file)], file.DataFile.FilePath);
            return layouts.TryAdd(layout.Key, layout) ? layout : layouts[layout.Key];
        });
    }

    /// <exception cref="IcebergException">Unsupported where a file has no field ids: its columns would all be read as null.</exception>
    public async Task RequireFieldIdsAsync(Table table, IReadOnlyList<FileScanTask> files, CancellationToken cancellationToken)
    {
        if (files.Count == 0 || !table.Metadata.Properties.ContainsKey(NameMappingProperty))
            return;
        await FetchAsync(files, cancellationToken);
        var roots = Schemas(files);
        if (files.FirstOrDefault(file => roots[PathOf(file)].Children.TrueForAll(column => column.FieldId is null)) is { } file)
            throw new IcebergException(IcebergErrorKind.Unsupported, $"{file.DataFile.FilePath} has no field ids, as files have that were added to the table from elsewhere, and the embedded engine reads columns by id only; rewrite it with Spark's rewrite_data_files.");
    }

    private Dictionary<string, ParquetNode> Schemas(IReadOnlyList<FileScanTask> files) => ParquetNode.Read(connection, Paths(files.Select(file => file.DataFile)));

    /// <summary>One SELECT for the files without position deletes and one for those with; all share the same equality deletes.</summary>
    private IEnumerable<string> Parts(Schema schema, NestedLayout layout, IReadOnlyList<FileScanTask> files, bool withPosition)
    {
        var columns = schema.Fields.Select(field => $"{layout.Expression(field)} AS {DuckDbIdentifier.Quote(field.Name)}");
        var selected = string.Join(", ", withPosition ? columns.Append($"d.filename AS {ColumnSql.Free(schema.Fields, FileColumn)}, d.file_row_number AS {ColumnSql.Free(schema.Fields, PositionColumn)}") : columns);
        var equality = EqualityDeletes(schema, files[0].EqualityDeletes).ToList();
        foreach (var part in files.GroupBy(file => file.PositionDeletes.Count > 0))
        {
            var where = part.Key ? equality.Prepend(PositionDeletes(part.SelectMany(file => file.PositionDeletes))) : equality;
            var condition = where.Any() ? " WHERE " + string.Join(" AND ", where) : "";
            yield return $"SELECT {selected} FROM {Parquet(part.Select(file => file.DataFile), FieldMap(schema.Fields, layout))} d{condition}";
        }
    }

    /// <summary>
    /// NOT IN looks up in the deletes; a NOT EXISTS, which is two conditions, may look up in the table, which takes ten times as long (DuckDB 1.5).
    /// </summary>
    private string PositionDeletes(IEnumerable<DataFile> deletes) => $"(d.filename, d.file_row_number) NOT IN (SELECT (path, pos) FROM {Deleted(deletes)})";

    /// <summary>The rows of position delete files: path, as DuckDB calls the file, and pos.</summary>
    private string Deleted(IEnumerable<DataFile> deletes)
    {
        var rows = Parquet(deletes, $"{TableWriter.DeletedPathId}: {{name: 'file_path', type: 'VARCHAR', default_value: NULL}}, {TableWriter.DeletedPositionId}: {{name: 'pos', type: 'BIGINT', default_value: NULL}}");
        return $"(SELECT {localFiles.PathSql("file_path")} AS path, pos FROM {rows})";
    }

    /// <summary>An equality delete takes the rows that have its values, null being equal to null (spec, "Equality Delete Files").</summary>
    private IEnumerable<string> EqualityDeletes(Schema schema, IReadOnlyList<DataFile> deletes)
    {
        foreach (var group in deletes.GroupBy(delete => string.Join(',', delete.EqualityIds ?? [])))
        {
            var fields = group.First().EqualityIds!.Select(id => schema.Fields.FirstOrDefault(field => field.Id == id && field.Type.IsPrimitive)
                ?? throw new IcebergException(IcebergErrorKind.Unsupported, $"{group.First().FilePath} deletes by the field id {id}, which is no column of the table, or one inside a struct; compact the table with the engine that wrote it.")).ToList();
            var match = string.Join(" AND ", fields.Select(field => $"q.{ColumnName(field.Id)} IS NOT DISTINCT FROM d.{ColumnName(field.Id)}"));
            yield return $"NOT EXISTS (SELECT 1 FROM {Parquet(group, FieldMap(fields, NestedLayout.None))} q WHERE {match})";
        }
    }

    /// <summary>Read by field id, no file is opened while a statement is planned: without the number of rows DuckDB takes each for 1,000, and turns joins with few keys the wrong way round.</summary>
    private string Parquet(IEnumerable<DataFile> files, string fields)
    {
        var distinct = files.DistinctBy(file => file.FilePath).ToList();
        return string.Create(CultureInfo.InvariantCulture, $"read_parquet({Paths(distinct)}, schema = MAP {{{fields}}}, hive_partitioning = false, explicit_cardinality = {distinct.Sum(file => file.RecordCount)})");
    }

    /// <summary>A variable with the local paths of files, in which no character is a wildcard: read_parquet would read every file that fits.</summary>
    private string Paths(IEnumerable<DataFile> files)
    {
        var variable = $"relation_files_{++variables}";
        connection.Execute($"SET VARIABLE {variable} = $1", files.Select(file => Wildcard().Replace(localFiles.PathOf(file.FilePath), "[$0]")).Distinct().ToList());
        return $"getvariable('{variable}')";
    }

    private static string FieldMap(IEnumerable<NestedField> fields, NestedLayout layout) => string.Join(", ", fields.Select(field =>
        $"{field.Id}: {{name: '{ColumnName(field.Id)}', type: {DuckDbLiteral.Quote(layout.ReadType(field))}, default_value: NULL}}"));

    private static string Empty(Schema schema, bool withPosition)
    {
        var columns = schema.Fields.Select(field => $"CAST(NULL AS {DuckDbTypes.Name(field.Type)}) AS {DuckDbIdentifier.Quote(field.Name)}");
        return string.Join(", ", withPosition ? columns.Append($"NULL::VARCHAR AS {ColumnSql.Free(schema.Fields, FileColumn)}, NULL::BIGINT AS {ColumnSql.Free(schema.Fields, PositionColumn)}") : columns);
    }

    [GeneratedRegex(@"[*?\[]")]
    private static partial Regex Wildcard();
}
