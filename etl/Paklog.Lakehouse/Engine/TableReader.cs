using System.Globalization;
using System.Text.RegularExpressions;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Parquet;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Engine;

/// <summary>
/// Gives tables to DuckDB: the scan decides which files, DuckDB reads their Parquet as a <see cref="FileProjection"/> says, and deletes are taken out by anti joins.
/// The lists of files are session variables, which a relation names; a relation is good for the life of the connection.
/// Inside the relation a column is called after its id, so that none is taken for DuckDB's own columns filename and file_row_number.
/// </summary>
internal sealed partial class TableReader(DuckDbConnection connection, ManifestCache manifests, DataFiles localFiles) : ITableReader
{
    /// <summary>Extra columns that say where a row stands: the local path of its file, and its position there from 0; where the table has such columns, under the names that <see cref="ColumnSql.Free"/> gives.</summary>
    public const string FileColumn = "_file";

    public const string PositionColumn = "_pos";

    private readonly FileSchemas schemas = new((location, _) => Task.FromResult<Stream>(new FileStream(localFiles.PathOf(location), new FileStreamOptions { Share = FileShare.Read | FileShare.Delete, BufferSize = 0 })));

    private int variables;

    public ManifestCache Manifests { get; } = manifests;

    public Task<TableRelation> ReadAsync(Table table, CancellationToken cancellationToken) => ReadAsync(table.NewScan(Manifests), false, cancellationToken);

    public Task<TableRelation> ReadAsync(Table table, long? snapshotId, Expression filter, CancellationToken cancellationToken) =>
        ReadAsync(table.NewScan(Manifests, snapshotId, filter: filter), false, cancellationToken);

    public async Task<TableRelation> ReadAsync(TableScan scan, bool withPosition, CancellationToken cancellationToken) =>
        await ReadAsync(ColumnProjection.Of(scan), await scan.PlanFilesAsync(cancellationToken).ToListAsync(cancellationToken), withPosition, cancellationToken);

    /// <summary>The rows of certain data files, with the deletes that go with each.</summary>
    public async Task<TableRelation> ReadAsync(ColumnProjection projection, IReadOnlyList<FileScanTask> files, bool withPosition, CancellationToken cancellationToken)
    {
        if (files.FirstOrDefault(file => file.DataFile.FileFormat != "parquet") is { } other)
            throw new IcebergException(IcebergErrorKind.Unsupported, $"The embedded engine reads Parquet only, and {other.DataFile.FilePath} is {other.DataFile.FileFormat}.");
        var schema = ColumnSql.InSql(projection.Schema);
        await FetchAsync(files, cancellationToken);
        var parts = new List<string>();
        foreach (var group in files.GroupBy(file => string.Join('\n', file.EqualityDeletes.Select(delete => delete.FilePath))))
        {
            var deletes = await EqualityDeletesAsync(projection, group.First().EqualityDeletes, cancellationToken);
            List<NestedField> fields = [.. schema.Fields, .. deletes.SelectMany(delete => delete.Fields).Where(field => schema.FindField(field.Id) is null).DistinctBy(field => field.Id)];
            foreach (var (layout, same) in await ProjectAsync(projection, fields, [.. group.Select(file => file.DataFile)], cancellationToken))
            {
                var paths = same.Select(file => file.FilePath).ToHashSet();
                parts.AddRange(await PartsAsync(projection, layout, [.. group.Where(file => paths.Contains(file.DataFile.FilePath))], deletes, withPosition, cancellationToken));
            }
        }

        return new TableRelation(parts.Count == 0 ? $"(SELECT {Empty(schema, withPosition)} WHERE false)" : $"({string.Join(" UNION ALL ", parts)})", files);
    }

    /// <summary>How many rows a table has; of files with position deletes only these are read.</summary>
    public async Task<long> CountAsync(Table table, CancellationToken cancellationToken)
    {
        var files = await table.NewScan(Manifests).PlanFilesAsync(cancellationToken).ToListAsync(cancellationToken);
        if (files.Exists(file => file.EqualityDeletes.Count > 0))
            return (long)(await connection.QueryScalarAsync($"SELECT count(*) FROM {(await ReadAsync(table, cancellationToken)).Sql}", cancellationToken))!;
        var rows = files.Sum(file => file.DataFile.RecordCount);
        var deleted = files.Where(file => file.PositionDeletes.Count > 0).ToList();
        if (deleted.Count == 0)
            return rows;
        await localFiles.FetchAsync(deleted.SelectMany(file => file.PositionDeletes), cancellationToken);
        connection.Execute("SET VARIABLE counted_files = $1", deleted.Select(PathOf).ToList());
        var gone = $"SELECT DISTINCT path, pos FROM {await DeletedAsync(deleted.SelectMany(file => file.PositionDeletes), cancellationToken)} WHERE path IN (SELECT unnest(getvariable('counted_files')))";
        return rows - (long)(await connection.QueryScalarAsync($"SELECT count(*) FROM ({gone})", cancellationToken))!;
    }

    public string FileNameOf(string location) => localFiles.PathOf(location);

    /// <summary>Whether a position delete file names any of some data files.</summary>
    public async Task<bool> DeletesAnyAsync(DataFile delete, IReadOnlyList<string> dataFiles, CancellationToken cancellationToken)
    {
        await localFiles.FetchAsync([delete], cancellationToken);
        await connection.ExecuteAsync("SET VARIABLE live_files = $1", [dataFiles.Select(localFiles.PathOf).ToList()], cancellationToken);
        return await connection.QueryScalarAsync($"SELECT 1 FROM {await DeletedAsync([delete], cancellationToken)} WHERE path IN (SELECT unnest(getvariable('live_files'))) LIMIT 1", cancellationToken) is not null;
    }

    /// <summary>The name of a column inside a relation.</summary>
    internal static string ColumnName(int fieldId) => $"c{fieldId}";

    private Task FetchAsync(IReadOnlyList<FileScanTask> files, CancellationToken cancellationToken) =>
        localFiles.FetchAsync(files.SelectMany(file => file.PositionDeletes.Concat(file.EqualityDeletes).Prepend(file.DataFile)), cancellationToken);

    private string PathOf(FileScanTask file) => localFiles.PathOf(file.DataFile.FilePath);

    /// <summary>Files by how they are to be read, which their footers say.</summary>
    private async Task<IReadOnlyList<(FileProjection Layout, List<DataFile> Files)>> ProjectAsync(ColumnProjection projection, IReadOnlyList<NestedField> fields, IReadOnlyList<DataFile> files, CancellationToken cancellationToken)
    {
        if (projection.Table is null)
            return [(FileProjection.OfOwn(fields), [.. files])];
        var roots = await SchemasAsync(files, projection.Table, cancellationToken);

        // Files of one spec with equal schemas are read alike, so few projections are made.
        var layouts = files.GroupBy(file => (roots[file.FilePath], file.SpecId)).Select(group => (Layout: FileProjection.Of(projection, fields, group.First(), group.Key.Item1), Files: group));
        return [.. layouts.GroupBy(group => group.Layout.Key).Select(group => (group.First().Layout, group.SelectMany(same => same.Files).ToList()))];
    }

    private async Task<IReadOnlyDictionary<string, ParquetField>> SchemasAsync(IEnumerable<DataFile> files, Table? table, CancellationToken cancellationToken)
    {
        var what = table is null ? "Deletes cannot be read" : $"The table {table} cannot be read";
        try
        {
            return await schemas.ReadAsync(files.Select(file => file.FilePath), cancellationToken);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new IcebergException(IcebergErrorKind.NotFound, $"{what}: {error.Message}", inner: error);
        }
        catch (IcebergException error)
        {
            throw new IcebergException(error.Kind, $"{what}: {error.Message}", error.Retryable, error);
        }
    }

    /// <summary>One SELECT for the files without position deletes and one for those with; all share the same equality deletes.</summary>
    private async Task<List<string>> PartsAsync(
        ColumnProjection projection, FileProjection layout, IReadOnlyList<FileScanTask> files, IReadOnlyList<EqualityDelete> deletes, bool withPosition, CancellationToken cancellationToken)
    {
        var schema = ColumnSql.InSql(projection.Schema);
        var columns = schema.Fields.Select(field => $"{layout.Expression(field)} AS {DuckDbIdentifier.Quote(field.Name)}");
        var selected = string.Join(", ", withPosition ? columns.Append($"d.filename AS {ColumnSql.Free(schema.Fields, FileColumn)}, d.file_row_number AS {ColumnSql.Free(schema.Fields, PositionColumn)}") : columns);
        var parts = new List<string>();
        foreach (var part in files.GroupBy(file => file.PositionDeletes.Count > 0))
        {
            var where = deletes.Select(delete => delete.Condition(layout)).ToList();
            if (part.Key)
                where.Insert(0, await PositionDeletesAsync(part.SelectMany(file => file.PositionDeletes), cancellationToken));
            var condition = where.Count > 0 ? " WHERE " + string.Join(" AND ", where) : "";
            parts.Add($"SELECT {selected} FROM {Rows(projection, layout, part.Select(file => file.DataFile))}{condition}");
        }

        return parts;
    }

    /// <summary>
    /// NOT IN looks up in the deletes; a NOT EXISTS, which is two conditions, may look up in the table, which takes ten times as long (DuckDB 1.5).
    /// </summary>
    private async Task<string> PositionDeletesAsync(IEnumerable<DataFile> deletes, CancellationToken cancellationToken) =>
        $"(d.filename, d.file_row_number) NOT IN (SELECT (path, pos) FROM {await DeletedAsync(deletes, cancellationToken)})";

    /// <summary>The rows of position delete files: path, as DuckDB calls the file, and pos.</summary>
    private async Task<string> DeletedAsync(IEnumerable<DataFile> deletes, CancellationToken cancellationToken)
    {
        var distinct = deletes.DistinctBy(delete => delete.FilePath).ToList();
        var roots = await SchemasAsync(distinct, null, cancellationToken);
        var (path, position) = (TableWriter.PositionDeletes.Fields[0], TableWriter.PositionDeletes.Fields[1]);
        var parts = distinct.GroupBy(file => roots[file.FilePath]).Select(group =>
        {
            var layout = FileProjection.OfPositionDeletes(group.First(), group.Key);
            return $"SELECT {localFiles.PathSql(layout.Expression(path))} AS path, {layout.Expression(position)} AS pos FROM {Parquet(group, layout)} d";
        });
        return $"({string.Join(" UNION ALL ", parts)})";
    }

    /// <summary>Equality deletes by the columns that they compare. The delete files are projected like data files: they may lack a column, or ids, as these may.</summary>
    private async Task<IReadOnlyList<EqualityDelete>> EqualityDeletesAsync(ColumnProjection projection, IReadOnlyList<DataFile> deletes, CancellationToken cancellationToken)
    {
        var conditions = new List<EqualityDelete>();
        foreach (var group in deletes.GroupBy(delete => string.Join(',', delete.EqualityIds ?? [])))
        {
            var fields = group.First().EqualityIds!.Select(id => projection.FindColumn(id) is { Type.IsPrimitive: true } field
                ? field with { Required = false }
                : throw new IcebergException(IcebergErrorKind.Unsupported, $"{group.First().FilePath} deletes by the field id {id}, which is no column of the table, or one inside a struct; compact the table with the engine that wrote it.")).ToList();
            foreach (var (layout, files) in await ProjectAsync(projection, fields, [.. group], cancellationToken))
            {
                var columns = string.Join(", ", fields.Select(field => $"{layout.Expression(field)} AS {ColumnName(field.Id)}"));
                conditions.Add(new EqualityDelete(fields, $"(SELECT {columns} FROM {Rows(projection, layout, files)})"));
            }
        }

        return conditions;
    }

    /// <summary>The files as <c>d</c>, and where it is asked for what their partitions say as <c>p</c>.</summary>
    private string Rows(ColumnProjection projection, FileProjection layout, IEnumerable<DataFile> files)
    {
        var distinct = files.DistinctBy(file => file.FilePath).ToList();
        var rows = $"{Parquet(distinct, layout)} d";
        return layout.Constants.Count == 0 ? rows : $"{rows} JOIN {ConstantsOf(projection, layout, distinct)} p ON p.path = d.filename";
    }

    /// <summary>One row a file. A join costs less than a SELECT for each partition, of which there may be thousands.</summary>
    private string ConstantsOf(ColumnProjection projection, FileProjection layout, IReadOnlyList<DataFile> files)
    {
        var values = files.Select(projection.Constants).ToList();
        var columns = layout.Constants.Select(id =>
        {
            var type = (PrimitiveType)projection.FindField(id)!.Type;
            var texts = Variable(values.Select(value => ConstantSql.Text(value[id], type)));
            return (Name: ColumnName(id), Read: $"unnest({texts}::VARCHAR[]) AS {ColumnName(id)}", Made: $"{ConstantSql.Expression(ColumnName(id), type)} AS {ColumnName(id)}");
        }).ToList();
        var paths = Variable(files.Select(file => localFiles.PathOf(file.FilePath)));
        return $"(SELECT path, {string.Join(", ", columns.Select(column => column.Made))} FROM (SELECT unnest({paths}) AS path, {string.Join(", ", columns.Select(column => column.Read))}))";
    }

    /// <summary>No file is opened while a statement is planned: without the number of rows DuckDB takes each for 1,000, and turns joins with few keys the wrong way round.</summary>
    private string Parquet(IEnumerable<DataFile> files, FileProjection layout)
    {
        var distinct = files.DistinctBy(file => file.FilePath).ToList();
        return string.Create(CultureInfo.InvariantCulture, $"read_parquet({Paths(distinct)}, schema = {layout.ReadSchema}, hive_partitioning = false, explicit_cardinality = {distinct.Sum(file => file.RecordCount)})");
    }

    /// <summary>A variable with the local paths of files, in which no character is a wildcard: read_parquet would read every file that fits.</summary>
    private string Paths(IEnumerable<DataFile> files) => Variable(files.Select(file => Wildcard().Replace(localFiles.PathOf(file.FilePath), "[$0]")).Distinct());

    private string Variable(IEnumerable<string?> texts)
    {
        var variable = $"relation_files_{++variables}";
        connection.Execute($"SET VARIABLE {variable} = $1", texts.ToList());
        return $"getvariable('{variable}')";
    }

    private static string Empty(Schema schema, bool withPosition)
    {
        var columns = schema.Fields.Select(field => $"CAST(NULL AS {DuckDbTypes.Name(field.Type)}) AS {DuckDbIdentifier.Quote(field.Name)}");
        return string.Join(", ", withPosition ? columns.Append($"NULL::VARCHAR AS {ColumnSql.Free(schema.Fields, FileColumn)}, NULL::BIGINT AS {ColumnSql.Free(schema.Fields, PositionColumn)}") : columns);
    }

    [GeneratedRegex(@"[*?\[]")]
    private static partial Regex Wildcard();

    /// <summary>An equality delete takes the rows that have its values, null being equal to null (spec, "Equality Delete Files").</summary>
    /// <param name="Fields">The columns that are compared; not all need be columns that are read.</param>
    /// <param name="Values">A relation of the values, see <see cref="ColumnName"/>.</param>
    private sealed record EqualityDelete(IReadOnlyList<NestedField> Fields, string Values)
    {
        public string Condition(FileProjection layout) =>
            $"NOT EXISTS (SELECT 1 FROM {Values} q WHERE {string.Join(" AND ", Fields.Select(field => $"q.{ColumnName(field.Id)} IS NOT DISTINCT FROM {layout.Expression(field)}"))})";
    }
}
