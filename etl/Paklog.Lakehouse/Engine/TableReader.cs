using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Engine;

/// <summary>
/// Gives tables to DuckDB: the scan decides which files, DuckDB reads their Parquet by field id, and deletes are taken out by anti joins.
/// The lists of files are session variables, which a relation names; a relation is good for the life of the connection.
/// </summary>
internal sealed class TableReader(DuckDbConnection connection, ManifestCache manifests)
{
    /// <summary>Extra columns that say where a row stands: the local path of its file, and its position there from 0.</summary>
    public const string FileColumn = "_file";

    public const string PositionColumn = "_pos";

    private int variables;

    public ManifestCache Manifests { get; } = manifests;

    public Task<TableRelation> ReadAsync(Table table, CancellationToken cancellationToken) => ReadAsync(table.NewScan(Manifests), false, cancellationToken);

    public Task<TableRelation> ReadAsync(Table table, long? snapshotId, Expression filter, CancellationToken cancellationToken) =>
        ReadAsync(table.NewScan(Manifests, snapshotId, filter: filter), false, cancellationToken);

    public async Task<TableRelation> ReadAsync(TableScan scan, bool withPosition, CancellationToken cancellationToken)
    {
        var files = new List<FileScanTask>();
        await foreach (var file in scan.PlanFilesAsync(cancellationToken))
            files.Add(file);
        return Read(scan.Schema, files, withPosition);
    }

    /// <summary>The rows of certain data files, with the deletes that go with each.</summary>
    public TableRelation Read(Schema schema, IReadOnlyList<FileScanTask> files, bool withPosition)
    {
        if (files.FirstOrDefault(file => file.DataFile.FileFormat != "parquet") is { } other)
            throw new IcebergException(IcebergErrorKind.Unsupported, $"The embedded engine reads Parquet only, and {other.DataFile.FilePath} is {other.DataFile.FileFormat}.");
        var columns = Columns(schema, withPosition);
        var parts = files.GroupBy(file => string.Join('\n', file.EqualityDeletes.Select(delete => delete.FilePath))).SelectMany(group => Parts(schema, [.. group], columns)).ToList();
        return new TableRelation(parts.Count == 0 ? $"(SELECT {Empty(schema, withPosition)} WHERE false)" : $"({string.Join(" UNION ALL ", parts)})", files);
    }

    /// <summary>One SELECT for the files without position deletes and one for those with; all share the same equality deletes.</summary>
    private IEnumerable<string> Parts(Schema schema, IReadOnlyList<FileScanTask> files, string columns)
    {
        var equality = files[0].EqualityDeletes;
        foreach (var part in files.GroupBy(file => file.PositionDeletes.Count > 0))
        {
            var where = new List<string>();
            var extra = part.Key || columns.Contains(FileColumn, StringComparison.Ordinal) ? ", filename = true, file_row_number = true" : "";
            if (part.Key)
            {
                var deletes = Parquet(part.SelectMany(file => file.PositionDeletes), $"{TableWriter.DeletedPathId}: {{name: 'file_path', type: 'VARCHAR', default_value: NULL}}, {TableWriter.DeletedPositionId}: {{name: 'pos', type: 'BIGINT', default_value: NULL}}", "");
                where.Add($"NOT EXISTS (SELECT 1 FROM (SELECT regexp_replace(file_path, '^file:/+', '/') AS path, pos FROM {deletes}) p WHERE p.path = d.filename AND p.pos = d.file_row_number)");
            }

            where.AddRange(EqualityConditions(schema, equality));
            var condition = where.Count == 0 ? "" : " WHERE " + string.Join(" AND ", where);
            yield return $"SELECT {columns} FROM {Parquet(part.Select(file => file.DataFile), FieldMap(schema.Fields), extra)} d{condition}";
        }
    }

    /// <summary>An equality delete takes the rows that have its values, null being equal to null (spec, "Equality Delete Files").</summary>
    private IEnumerable<string> EqualityConditions(Schema schema, IReadOnlyList<DataFile> deletes)
    {
        foreach (var group in deletes.GroupBy(delete => string.Join(',', delete.EqualityIds ?? [])))
        {
            var fields = group.First().EqualityIds!.Select(id => schema.Fields.FirstOrDefault(field => field.Id == id)
                ?? throw new IcebergException(IcebergErrorKind.Unsupported, $"{group.First().FilePath} deletes by the field id {id}, which is no column of the table; compact the table with the engine that wrote it.")).ToList();
            var match = string.Join(" AND ", fields.Select(field => $"q.{DuckDbIdentifier.Quote(field.Name)} IS NOT DISTINCT FROM d.{DuckDbIdentifier.Quote(field.Name)}"));
            yield return $"NOT EXISTS (SELECT 1 FROM {Parquet(group, FieldMap(fields), "")} q WHERE {match})";
        }
    }

    private string Parquet(IEnumerable<DataFile> files, string fields, string extra)
    {
        var variable = $"relation_files_{++variables}";
        connection.Execute($"SET VARIABLE {variable} = $1", files.Select(file => Location.ToLocalPath(file.FilePath)).Distinct().ToList());
        return $"read_parquet(getvariable('{variable}'), schema = MAP {{{fields}}}, hive_partitioning = false{extra})";
    }

    private static string FieldMap(IEnumerable<NestedField> fields) => string.Join(", ", fields.Select(field =>
        $"{field.Id}: {{name: {DuckDbLiteral.Quote(field.Name)}, type: {DuckDbLiteral.Quote(DuckDbTypes.Name(field.Type))}, default_value: NULL}}"));

    private static string Columns(Schema schema, bool withPosition)
    {
        var columns = schema.Fields.Select(field => "d." + DuckDbIdentifier.Quote(field.Name));
        return string.Join(", ", withPosition ? columns.Append($"d.filename AS {FileColumn}, d.file_row_number AS {PositionColumn}") : columns);
    }

    private static string Empty(Schema schema, bool withPosition)
    {
        var columns = schema.Fields.Select(field => $"CAST(NULL AS {DuckDbTypes.Name(field.Type)}) AS {DuckDbIdentifier.Quote(field.Name)}");
        return string.Join(", ", withPosition ? columns.Append($"NULL::VARCHAR AS {FileColumn}, NULL::BIGINT AS {PositionColumn}") : columns);
    }
}
