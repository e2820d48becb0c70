using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Spark.Sql;
using Paklog.Lakehouse.SparkEngine.Sessions;

namespace Paklog.Lakehouse.SparkEngine.Exchange;

/// <summary>Writes rows by Spark's Iceberg into the folder of the table that they are for, by way of a table of the exchange, from which the files with their statistics are taken over.</summary>
internal sealed class SparkTableWriter(SparkSqlSession session, ExchangeCatalog exchange, DataFiles files) : ITableWriter
{
    private const string NullInRequired = "NOT_NULL_ASSERT_VIOLATION";

    /// <summary>Iceberg's metadata columns (org.apache.iceberg.MetadataColumns): Spark's Iceberg refuses tables that have a column of such a name. Rows go by the order of the columns, readers by their ids.</summary>
    private static readonly HashSet<string> Reserved = ["_file", "_pos", "_deleted", "_spec_id", "_partition", "_row_id", "_last_updated_sequence_number", "_change_type", "_change_ordinal", "_commit_snapshot_id"];

    public UncommittedFiles Uncommitted { get; } = new(files);

    public bool WritesPositionDeletes => false;

    public async Task<IReadOnlyList<DataFile>> WriteAsync(WriteTarget table, string query, CancellationToken cancellationToken)
    {
        var properties = new Dictionary<string, string>
        {
            ["write.data.path"] = Location.Combine(table.Location, "data"),
            ["write.parquet.compression-codec"] = table.Codec,
            ["write.object-storage.enabled"] = "false",
            ["commit.retry.num-retries"] = "0",
        };

        // Iceberg would bring the rows of each partition together, and so out of their order.
        if (table.Order.Count > 0)
            (properties["write.distribution-mode"], properties["write.spark.fanout.enabled"]) = ("none", "true");
        var schema = ColumnSql.InSql(table.Schema);
        var name = await exchange.CreateAsync(Unreserved(schema), Distinct(table.Spec, schema), properties, cancellationToken);
        try
        {
            await session.InsertAsync(ExchangeCatalog.PathOf(name), schema, query, table.Order, cancellationToken);

            // From here on they are there: a cancellation must not lose sight of them.
            var written = await exchange.FilesOfAsync(name, CancellationToken.None);
            var paths = written.Select(file => files.PathOf(file.FilePath)).ToList();
            foreach (var path in paths)
                Uncommitted.Add(path);
            await files.AddAsync(paths, cancellationToken);
            return written;
        }
        catch (LakehouseException error) when (error.InnerException is SparkException { Condition: NullInRequired })
        {
            throw new IcebergException(IcebergErrorKind.ValidationFailed, $"A column of {table.Identifier} is required, and a row to be written has no value there: {error.InnerException!.Message}", inner: error);
        }
        finally
        {
            exchange.Remove(name);
        }
    }

    private static Schema Unreserved(Schema schema) =>
        new(schema.Fields.Select(field => Reserved.Contains(field.Name) ? field with { Name = ColumnSql.Free(schema.Fields, field.Name) } : field), schema.SchemaId, schema.IdentifierFieldIds);

    /// <summary>The spec with names that are like no column's that they are not of; values go by their order.</summary>
    private static PartitionSpec Distinct(PartitionSpec spec, Schema schema) => new(spec.SpecId, spec.Fields.Select(field =>
        schema.Fields.FirstOrDefault(column => column.Name.Equals(field.Name, StringComparison.OrdinalIgnoreCase)) is { } column && column.Id != field.SourceId ? field with { Name = ColumnSql.Free(schema.Fields, field.Name) } : field));

    public Task<DataFile?> WritePositionDeletesAsync(WriteTarget table, DataFile owner, string query, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Spark writes files again of which rows go.");
}
