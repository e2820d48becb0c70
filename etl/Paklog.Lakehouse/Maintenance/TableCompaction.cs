using System.Globalization;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Maintenance;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Sorting;
using Paklog.Lakehouse.Iceberg.Transactions;

namespace Paklog.Lakehouse.Maintenance;

/// <summary>
/// Writes groups of a table's files again, without the rows that are deleted and sorted by the table's order. Each batch of groups is a commit of its own, so what was done stays when the
/// work is interrupted. A writer that deletes rows of these files in between wins: the batch is thrown away and planned again.
/// </summary>
internal sealed class TableCompaction(Workspace workspace, string branch, TableIdentifier identifier)
{
    private const int MaxAttempts = 3;

    /// <summary>Groups are committed together up to the target size, or to this many files.</summary>
    private const int MostFiles = 2_000;

    private static readonly CommitInfo Info = new("lakehouse", "maintain");

    private readonly HashSet<string> written = [];
    private CompactionReport report = CompactionReport.None;

    /// <summary>What there is to do, from metadata alone.</summary>
    public async Task<CompactionReport> PlanAsync(Table table, CompactionOptions options, CancellationToken cancellationToken)
    {
        var groups = CompactionPlan.Of(table.Metadata, await FilesAsync(table, cancellationToken), options);
        return new CompactionReport(Batches(groups, options).Count, groups.Sum(group => group.Files.Count), groups.Count, groups.Sum(group => group.Bytes), null, 0, []);
    }

    /// <exception cref="IcebergException">Unsupported for a table that the embedded engine cannot read or write.</exception>
    public async Task<CompactionReport> CompactAsync(CompactionOptions options, Action<CompactionReport>? progress, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            report = report with { Skipped = [] };
            if (await LoadAsync(cancellationToken) is not { } table)
                break;
            var files = (await FilesAsync(table, cancellationToken)).Where(file => !written.Contains(file.DataFile.FilePath));
            var batches = Batches(CompactionPlan.Of(table.Metadata, files, options), options);
            var start = table.Metadata.CurrentSnapshotId!.Value;
            foreach (var batch in batches)
            {
                start = await RewriteAsync(table, start, batch, cancellationToken);
                workspace.Embedded.Files.Release();
                progress?.Invoke(report);
            }

            if (report.Skipped.Count == 0)
                break;
        }

        if (report.FilesRead > 0)
            await RemoveDeletesAsync(cancellationToken);
        return report;
    }

    private async Task<Table?> LoadAsync(CancellationToken cancellationToken) =>
        await workspace.Catalog.LoadTableAsync(identifier, branch, cancellationToken) is { Metadata.CurrentSnapshotId: not null } table ? table : null;

    private ValueTask<List<FileScanTask>> FilesAsync(Table table, CancellationToken cancellationToken) =>
        table.NewScan(workspace.Embedded.Reader.Manifests).PlanFilesAsync(cancellationToken).ToListAsync(cancellationToken);

    private static List<List<CompactionGroup>> Batches(IReadOnlyList<CompactionGroup> groups, CompactionOptions options)
    {
        var batches = new List<List<CompactionGroup>>();
        foreach (var group in groups)
        {
            if (batches.Count == 0 || batches[^1].Append(group).Sum(other => other.Bytes) > options.TargetBytes || batches[^1].Append(group).Sum(other => other.Files.Count) > MostFiles)
                batches.Add([]);
            batches[^1].Add(group);
        }

        return batches;
    }

    /// <summary>Returns the snapshot as of which the files of the next batch are known.</summary>
    private async Task<long> RewriteAsync(Table table, long start, List<CompactionGroup> batch, CancellationToken cancellationToken)
    {
        var writer = workspace.Embedded.Writer;
        try
        {
            var added = new List<DataFile>();
            foreach (var group in batch)
            {
                if (await WriteAsync(table, group, cancellationToken) is { } file)
                    added.Add(file);
            }

            var removed = batch.SelectMany(group => group.Files).Select(file => file.DataFile).ToList();
            var transaction = workspace.Begin(branch);
            transaction.Table(identifier).Apply(new RewriteFiles(start) { RemovedDataFiles = removed, DataFiles = added });
            TransactionResult? result = null;
            await writer.Uncommitted.CommitAsync(async () => result = await transaction.CommitAsync(
                Info with { Message = $"maintain {identifier}: {removed.Count.ToString(CultureInfo.InvariantCulture)} files become {added.Count.ToString(CultureInfo.InvariantCulture)}" }, cancellationToken));
            written.UnionWith(added.Select(file => file.FilePath));
            report = report with
            {
                Commits = report.Commits + 1,
                FilesRead = report.FilesRead + removed.Count,
                FilesWritten = report.FilesWritten + added.Count,
                BytesRead = report.BytesRead + removed.Sum(file => file.FileSizeInBytes),
                BytesWritten = report.BytesWritten + added.Sum(file => file.FileSizeInBytes),
            };
            return await NextStartAsync(start, result!.SnapshotIds[identifier], cancellationToken);
        }
        catch (IcebergException error) when (error.Kind is IcebergErrorKind.ValidationFailed or IcebergErrorKind.CommitConflict)
        {
            report = report with { Skipped = [.. report.Skipped, error.Message] };
            return start;
        }
        finally
        {
            await writer.Uncommitted.DiscardAsync();
        }
    }

    /// <summary>
    /// The batch's own snapshot where nobody else committed in between: the next batch then need not look through all that this one did. Else what it read may have been deleted since.
    /// </summary>
    private async Task<long> NextStartAsync(long start, long own, CancellationToken cancellationToken) =>
        (await LoadAsync(cancellationToken))?.Metadata.FindSnapshot(own)?.ParentSnapshotId == start ? own : start;

    private async Task<DataFile?> WriteAsync(Table table, CompactionGroup group, CancellationToken cancellationToken)
    {
        var (metadata, reader) = (table.Metadata, workspace.Embedded.Reader);
        var relation = await reader.ReadAsync(ColumnProjection.Of(table), group.Files, withPosition: false, cancellationToken);
        var spec = metadata.GetSpec(group.Partition.SpecId);
        var order = metadata.DefaultSortOrder;
        var folder = PartitionFolders.Shortened(spec.PartitionPath(group.Partition.Values, metadata.CurrentSchema, metadata.Schemas), spec.Fields);
        var query = order.IsUnsorted ? $"SELECT * FROM {relation.Sql}" : $"SELECT * FROM {relation.Sql} ORDER BY {string.Join(", ", order.Fields.Select(field => Sort(metadata, field)))}";
        var file = await workspace.Embedded.Writer.WriteIntoAsync(WriteTarget.Of(table), spec, group.Partition.Values, folder, query, cancellationToken);
        var (rows, expected) = (file?.RecordCount ?? 0, group.Files.Sum(task => task.DataFile.RecordCount));
        if (rows > expected || (rows < expected && !group.Files.Any(task => task.HasDeletes)))
            throw new IcebergException(IcebergErrorKind.InvalidData, $"Files of {identifier} say that they hold {expected} rows, and {rows} were read from them (the first is {group.Files[0].DataFile.FilePath}); they are left as they are.");
        return file is null ? null : file with { SortOrderId = order.OrderId };
    }

    private static string Sort(TableMetadata metadata, SortField field)
    {
        var value = PartitionSql.Expression(new PartitionField(field.SourceId, 0, "sorted", field.Transform), ColumnSql.InSql(metadata.CurrentSchema));
        return $"{value} {(field.Direction == SortDirection.Ascending ? "ASC" : "DESC")} NULLS {(field.NullOrder == NullOrder.NullsFirst ? "FIRST" : "LAST")}";
    }

    /// <summary>Takes delete files away that apply to no file any more; who commits in between makes that wait for the next time.</summary>
    private async Task RemoveDeletesAsync(CancellationToken cancellationToken)
    {
        if (await LoadAsync(cancellationToken) is not { } table)
            return;
        var dangling = await new DanglingDeletes(workspace.Embedded).FindAsync(table, await FilesAsync(table, cancellationToken), cancellationToken);
        var before = table.Metadata.CurrentSnapshot!;
        if (dangling.Count > 0)
        {
            var transaction = workspace.Begin(branch);
            transaction.Table(identifier).Apply(new RewriteFiles(before.SnapshotId) { RemovedDeleteFiles = dangling });
            try
            {
                await transaction.CommitAsync(Info with { Message = $"maintain {identifier}: {dangling.Count.ToString(CultureInfo.InvariantCulture)} delete files apply to nothing" }, cancellationToken);
                report = report with { DeleteFilesRemoved = dangling.Count };
            }
            catch (IcebergException error) when (error.Kind is IcebergErrorKind.ValidationFailed or IcebergErrorKind.CommitConflict)
            {
                report = report with { Skipped = [error.Message] };
            }
        }
    }
}
