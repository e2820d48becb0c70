using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Sources;

namespace Paklog.Lakehouse.Bronze;

/// <summary>
/// The staging for an engine outside of this process: lines are staged here as ever, and their rows go to the engine by way of files in the warehouse, which is what both reach.
/// They belong to no table, and the landing discards them after each batch with what else it did not commit; those of a process that died are orphans as any.
/// </summary>
internal sealed class HandedOverBatch(Workspace workspace, StagedBatch local) : IStaging
{
    /// <summary>One folder for all batches; its name is that of a table's folder, so that orphans are found in it.</summary>
    private readonly string location = EntryName.DefaultLocation(workspace.Transactions.Warehouse, new TableIdentifier("bronze", "_staged"), Guid.Empty);

    public string RowId => "row_id";

    public async Task StageAsync(IReadOnlyList<InputFile> files, IReadOnlyCollection<string> lineByLine, CancellationToken cancellationToken)
    {
        await local.StageAsync(files, lineByLine, cancellationToken);
        var rows = $"select *, {local.RowId} as {RowId} from {StagedBatch.Table}";
        var builder = new SchemaBuilder();
        foreach (var (name, type) in workspace.Embedded.Sql.Describe(rows))
            builder.Optional(name, type);
        var schema = builder.Build();
        var target = new WriteTarget(new TableIdentifier("bronze", "_staged"), schema, PartitionSpec.Unpartitioned, location, WriteTarget.DefaultCodec);
        var written = await workspace.Embedded.Writer.WriteAsync(target, rows, cancellationToken);
        await local.ClearAsync(cancellationToken);
        await workspace.Embedded.Files.CompleteAsync();
        var handed = await workspace.Engine.Reader.ReadAsync(schema, [.. written.Select(file => new FileScanTask(file, 0, [], []))], false, cancellationToken);
        await workspace.Engine.Sql.ExecuteAsync($"create or replace table {StagedBatch.Table} as select * from {handed.Sql}", cancellationToken);
    }

    public Task ClearAsync(CancellationToken cancellationToken) => workspace.Engine.Sql.ExecuteAsync($"drop table if exists {StagedBatch.Table}", cancellationToken);
}
