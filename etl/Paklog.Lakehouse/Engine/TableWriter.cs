using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Engine;

/// <summary>Writes the rows of a query as data files of a table: DuckDB makes the Parquet, partitioned, with field ids and statistics. The files belong to no snapshot yet.</summary>
/// <param name="connect">Makes further connections to the same database, for work that goes on at once; they see no temporary tables and no variables.</param>
internal sealed class TableWriter(DuckDbConnection connection, DataFiles files, Func<DuckDbConnection> connect, EngineOptions options) : ITableWriter
{
    /// <summary>A row group is held in memory until it is written, by each thread and statement one; DuckDB's 122,880 rows of events are 130 MB.</summary>
    private const string LimitedRowGroup = ", ROW_GROUP_SIZE_BYTES '32MB'";

    /// <summary>Below this many rows, or with more partitions than this, one statement for all of them costs less.</summary>
    private const long RowsOfOneStatement = 50_000;

    private const int MaxStatements = 400;

    /// <summary>The reserved columns of position delete files (spec, "Reserved Field IDs").</summary>
    internal static readonly StructType PositionDeletes = new(
        NestedField.RequiredField(DeletedPathId, "file_path", IcebergType.String),
        NestedField.RequiredField(DeletedPositionId, "pos", IcebergType.Long));

    internal const int DeletedPathId = 2147483546;
    internal const int DeletedPositionId = 2147483545;

    private readonly int threads = options.Threads ?? Environment.ProcessorCount;

    public bool WritesPositionDeletes => true;

    public UncommittedFiles Uncommitted { get; } = new(files);

    public Task<IReadOnlyList<DataFile>> WriteAsync(WriteTarget table, string query, CancellationToken cancellationToken) => WriteAsync(table, query, byPartition: false, cancellationToken);

    /// <summary>
    /// The same partition by partition, several at once: DuckDB's PARTITION_BY keeps all rows in memory a second time, and takes three times as long. The query runs once for each partition, so it must be a
    /// filter over a table of the engine that is no temporary one, and the partition's columns must be columns of that table.
    /// </summary>
    public Task<IReadOnlyList<DataFile>> WriteByPartitionAsync(WriteTarget table, string query, CancellationToken cancellationToken) => WriteAsync(table, query, byPartition: true, cancellationToken);

    /// <summary>
    /// Writes rows in their order, as one file of a partition that is given: it need not follow from the rows, as that of a spec over a dropped column does not. No file is left for no rows.
    /// </summary>
    public async Task<DataFile?> WriteIntoAsync(WriteTarget table, PartitionSpec spec, PartitionValues partition, string folder, string query, CancellationToken cancellationToken)
    {
        var schema = SchemaToWrite(table);
        await connection.ExecuteAsync("SET preserve_insertion_order = true", cancellationToken);
        try
        {
            var select = $"SELECT {string.Join(", ", schema.Fields.Select(Column))} FROM ({query})";
            var written = await CopyAsync(connection, Location.Combine(table.Location, "data", folder), select, schema.AsStruct, [], table.Codec, isOrdered: true, cancellationToken);
            return written.Count == 0 ? null : new CopyStatistics(schema).Read(written[0].Data, written[0].Columns) with { SpecId = spec.SpecId, Partition = partition };
        }
        finally
        {
            await connection.ExecuteAsync("SET preserve_insertion_order = false", CancellationToken.None);
        }
    }

    /// <summary>The columns under the names that the query, and the files, have for them.</summary>
    private static Schema SchemaToWrite(WriteTarget table)
    {
        var schema = table.Schema;
        if (schema.Fields.FirstOrDefault(field => field.Type is FixedType) is { } column)
            throw new IcebergException(IcebergErrorKind.Unsupported, $"The embedded engine cannot write the column '{column.Name}' of type {column.Type}: DuckDB has no fixed-length binary. Declare it as binary.");
        return ColumnSql.InSql(schema);
    }

    private async Task<IReadOnlyList<DataFile>> WriteAsync(WriteTarget table, string query, bool byPartition, CancellationToken cancellationToken)
    {
        table = table with { Schema = SchemaToWrite(table) };
        var (schema, spec) = (table.Schema, table.Spec);
        var partitions = spec.Fields.Where(partition => partition.Transform is not VoidTransform).ToList();
        var names = PartitionFolders.Columns(partitions, schema);
        var slices = byPartition && partitions.Count > 0 ? await PartitionSlice.FindAsync(connection, query, schema, partitions, cancellationToken) : [];
        var written = slices.Count > MaxStatements || slices.Sum(slice => slice.Rows) < RowsOfOneStatement
            ? await CopyAsync(table, query, partitions, names, cancellationToken)
            : await CopySlicesAsync(table, query, slices, names, cancellationToken);
        try
        {
            var statistics = new CopyStatistics(schema);
            return [.. written.Select(file => statistics.Read(file.Data, file.Columns) with { SpecId = spec.SpecId, Partition = Partition(spec, schema, file.PartitionKeys, names) })];
        }
        catch (IcebergException)
        {
            await files.DeleteAsync([.. written.Select(file => files.PathOf(file.Data.FilePath))]);
            throw;
        }
    }

    private Task<List<WrittenFile>> CopyAsync(WriteTarget table, string query, List<PartitionField> partitions, Dictionary<PartitionField, string> names, CancellationToken cancellationToken)
    {
        var keys = partitions.Select(partition => $"{PartitionSql.Expression(partition, table.Schema)} AS {DuckDbIdentifier.Quote(names[partition])}");
        var columns = string.Join(", ", table.Schema.Fields.Select(Column).Concat(keys));
        var order = table.Order.Count == 0 ? "" : $" ORDER BY {string.Join(", ", table.Order.Select(DuckDbIdentifier.Quote))}";
        return CopyAsync(connection, Location.Combine(table.Location, "data"), $"SELECT {columns} FROM ({query}){order}", table.Schema.AsStruct, [.. partitions.Select(partition => names[partition])], table.Codec, isOrdered: false, cancellationToken);
    }

    private async Task<List<WrittenFile>> CopySlicesAsync(WriteTarget table, string query, IReadOnlyList<PartitionSlice> slices, Dictionary<PartitionField, string> names, CancellationToken cancellationToken)
    {
        var columns = string.Join(", ", table.Schema.Fields.Select(Column));
        var connections = new ConcurrentBag<DuckDbConnection>();
        var written = new ConcurrentBag<WrittenFile>();
        await connection.ExecuteAsync("SET threads TO 1", cancellationToken);
        try
        {
            await Parallel.ForEachAsync(slices, new ParallelOptions { MaxDegreeOfParallelism = threads + 1, CancellationToken = cancellationToken }, async (slice, token) =>
            {
                if (!connections.TryTake(out var own))
                    own = connect();
                try
                {
                    var filter = await slice.BindAsync(own, token);
                    foreach (var file in await CopyAsync(own, Location.Combine(table.Location, "data", slice.Folder(names)), $"SELECT {columns} FROM ({query}) WHERE {filter}", table.Schema.AsStruct, [], table.Codec, isOrdered: false, token))
                        written.Add(file with { PartitionKeys = slice.Keys(names) });
                }
                finally
                {
                    connections.Add(own);
                }
            });
        }
        finally
        {
            foreach (var own in connections)
                own.Dispose();
            await connection.ExecuteAsync($"SET threads TO {threads}", CancellationToken.None);
        }

        return [.. written];
    }

    public async Task<DataFile?> WritePositionDeletesAsync(WriteTarget table, DataFile owner, string query, CancellationToken cancellationToken)
    {
        var written = await CopyAsync(
            connection, Location.Combine(table.Location, "data"), $"SELECT file_path, pos FROM ({query}) ORDER BY file_path, pos", PositionDeletes, [], table.Codec, isOrdered: false, cancellationToken);
        return written.Count == 0 ? null : written[0].Data with
        {
            Content = FileContent.PositionDeletes,
            SpecId = owner.SpecId,
            Partition = owner.Partition,
            ReferencedDataFile = owner.FilePath,
            LowerBounds = new Dictionary<int, byte[]> { [DeletedPathId] = Encoding.UTF8.GetBytes(owner.FilePath) },
            UpperBounds = new Dictionary<int, byte[]> { [DeletedPathId] = Encoding.UTF8.GetBytes(owner.FilePath) },
        };
    }

    private async Task<List<WrittenFile>> CopyAsync(
        DuckDbConnection connection, string folder, string query, StructType columns, IReadOnlyList<string> partitionColumns, string codec, bool isOrdered, CancellationToken cancellationToken)
    {
        var path = files.PathOf(folder);
        files.CreateFolder(path);
        var partitioned = partitionColumns.Count > 0;
        var mark = Guid.NewGuid().ToString("n")[..12];
        var target = partitioned ? path : Path.Combine(path, $"{Guid.CreateVersion7()}-{mark}.parquet");
        var partitioning = partitioned
            ? $", PARTITION_BY ({string.Join(", ", partitionColumns.Select(DuckDbIdentifier.Quote))}), OVERWRITE_OR_IGNORE, FILENAME_PATTERN '{{uuidv7}}-{mark}'"
            : "";
        var written = new List<WrittenFile>();
        using var result = await CopyAsync(
            connection,
            $"COPY ({query}) TO {DuckDbLiteral.Quote(target)} (FORMAT parquet, COMPRESSION {DuckDbLiteral.Quote(codec)}{Level(codec)}, FIELD_IDS {DuckDbTypes.FieldIds(columns)}, RETURN_STATS{RowGroups(isOrdered)}{partitioning})",
            path,
            mark,
            cancellationToken);
        while (await result.ReadAsync())
        {
            var file = result.GetString(result.GetOrdinal("filename"));
            var rows = Convert.ToInt64(result.GetValue(result.GetOrdinal("count")), CultureInfo.InvariantCulture);
            if (rows == 0)
            {
                File.Delete(file);
                continue;
            }

            Uncommitted.Add(file);
            var bytes = Convert.ToInt64(result.GetValue(result.GetOrdinal("file_size_bytes")), CultureInfo.InvariantCulture);
            var metrics = (IReadOnlyList<KeyValuePair<object, object?>>)result.GetValue(result.GetOrdinal("column_statistics"))!;
            var keys = result.GetValue(result.GetOrdinal("partition_keys")) as IReadOnlyList<KeyValuePair<object, object?>>;
            var data = new DataFile { FilePath = files.LocationOf(file), RecordCount = rows, FileSizeInBytes = bytes };
            written.Add(new WrittenFile(data, metrics, keys?.ToDictionary(key => (string)key.Key, key => (string?)key.Value) ?? []));
        }

        await files.AddAsync([.. written.Select(file => files.PathOf(file.Data.FilePath))], cancellationToken);
        return written;
    }

    /// <summary>DuckDB counts the bytes of row groups only where it need not keep the rows in order.</summary>
    private string RowGroups(bool isOrdered) => options.MemoryLimit is null || isOrdered ? "" : LimitedRowGroup;

    /// <summary>Zstandard's fastest level halves the time that compression takes and costs a twentieth of the size.</summary>
    private static string Level(string codec) => codec == "zstd" ? ", COMPRESSION_LEVEL 1" : "";

    /// <summary>A COPY that fails half-way leaves files; <paramref name="mark"/> stands in their names.</summary>
    private static async Task<DuckDbResult> CopyAsync(DuckDbConnection connection, string copy, string folder, string mark, CancellationToken cancellationToken)
    {
        try
        {
            return await connection.QueryAsync(copy, cancellationToken);
        }
        catch
        {
            foreach (var file in Directory.EnumerateFiles(folder, $"*{mark}*", SearchOption.AllDirectories))
                File.Delete(file);
            throw;
        }
    }

    private sealed record WrittenFile(DataFile Data, IReadOnlyList<KeyValuePair<object, object?>> Columns, IReadOnlyDictionary<string, string?> PartitionKeys);

    private static string Column(NestedField field)
    {
        var name = DuckDbIdentifier.Quote(field.Name);
        var value = $"CAST({name} AS {DuckDbTypes.Name(field.Type)})";

        // Nulls in primitive columns show in the statistics of the file; those of others do not.
        return field.Required && !field.Type.IsPrimitive
            ? $"CASE WHEN {name} IS NULL THEN error({DuckDbLiteral.Quote($"The column '{field.Name}' is required, and a row to be written has no value there.")}) ELSE {value} END AS {name}"
            : $"{value} AS {name}";
    }

    private static PartitionValues Partition(PartitionSpec spec, Schema schema, IReadOnlyDictionary<string, string?> keys, Dictionary<PartitionField, string> names)
    {
        var types = spec.PartitionType(schema);
        return new PartitionValues(spec.Fields.Select((partition, index) =>
            names.TryGetValue(partition, out var name) && keys[name] is { } text ? StatisticText.Parse(text, (PrimitiveType)types.Fields[index].Type) : null));
    }
}
