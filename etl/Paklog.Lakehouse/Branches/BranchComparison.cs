using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Schemas;

namespace Paklog.Lakehouse.Branches;

/// <summary>Compares the tables of two commits. Only files that one of the two has and the other has not are read.</summary>
public sealed class BranchComparison(Workspace workspace)
{
    private readonly TableReader reader = workspace.Embedded.Reader;

    /// <summary>What has to change in the tables of <paramref name="from"/> to become those of <paramref name="to"/>; both are hashes, so that neither moves meanwhile.</summary>
    public async Task<IReadOnlyList<TableDifference>> CompareAsync(string from, string to, CancellationToken cancellationToken)
    {
        var differences = new List<TableDifference>();
        foreach (var change in (await workspace.Catalog.DiffAsync(from, to, cancellationToken)).Where(change => change.Entry == CatalogEntryKind.Table))
        {
            var identifier = TableIdentifier.Parse(change.Name);
            var before = change.Kind == CatalogChangeKind.Added ? null : await workspace.Catalog.LoadTableAsync(identifier, from, cancellationToken);
            var after = change.Kind == CatalogChangeKind.Removed ? null : await workspace.Catalog.LoadTableAsync(identifier, to, cancellationToken);
            differences.Add(await CompareAsync(identifier, change.Kind, before, after, cancellationToken));
        }

        return differences;
    }

    private async Task<TableDifference> CompareAsync(TableIdentifier identifier, CatalogChangeKind kind, Table? before, Table? after, CancellationToken cancellationToken)
    {
        var snapshots = Compare(before?.Metadata.Snapshots.Select(snapshot => snapshot.SnapshotId) ?? [], after?.Metadata.Snapshots.Select(snapshot => snapshot.SnapshotId) ?? []);
        var files = Compare(await FilesAsync(before, cancellationToken), await FilesAsync(after, cancellationToken));
        if (before is null || after is null || before.Metadata.TableUuid != after.Metadata.TableUuid)
        {
            var rows = new Counts<long>(await CountAsync(after, cancellationToken), await CountAsync(before, cancellationToken));
            return new TableDifference(identifier, kind, snapshots, rows, files, before is null || after is null ? [] : ["made anew"]);
        }

        return new TableDifference(identifier, kind, snapshots, await RowsAsync(before, after, cancellationToken), files, SchemaDifference.Of(before.Metadata, after.Metadata));
    }

    private static Counts<int> Compare<T>(IEnumerable<T> before, IEnumerable<T> after)
    {
        var (old, now) = (before.ToHashSet(), after.ToHashSet());
        return new Counts<int>(now.Count(item => !old.Contains(item)), old.Count(item => !now.Contains(item)));
    }

    private async Task<long> CountAsync(Table? table, CancellationToken cancellationToken) =>
        table?.Metadata.CurrentSnapshot is null ? 0 : await reader.CountAsync(table, cancellationToken);

    private async Task<IReadOnlyList<string>> FilesAsync(Table? table, CancellationToken cancellationToken)
    {
        var files = new List<string>();
        if (table is null)
            return files;
        await foreach (var file in table.NewScan(reader.Manifests).PlanFilesAsync(cancellationToken))
        {
            files.Add(file.DataFile.FilePath);
            files.AddRange(file.PositionDeletes.Concat(file.EqualityDeletes).Select(delete => delete.FilePath));
        }

        return files;
    }

    private async Task<Counts<long>> RowsAsync(Table before, Table after, CancellationToken cancellationToken)
    {
        var (gone, came) = await FileDifference.ReadAsync(before.NewScan(reader.Manifests), after.NewScan(reader.Manifests), cancellationToken);
        var shared = new Schema(after.Metadata.CurrentSchema.Fields.Where(field => before.Metadata.CurrentSchema.FindField(field.Id) is not null));
        if (gone.Count == 0 || came.Count == 0 || shared.Fields.Count == 0)
            return new Counts<long>(await CountAsync(after.Metadata, came, cancellationToken), await CountAsync(before.Metadata, gone, cancellationToken));
        var columns = string.Join(", ", ColumnSql.InSql(shared).Fields.Select(field => DuckDbIdentifier.Quote(field.Name)));
        var old = $"select {columns} from {(await reader.ReadAsync(shared, gone, withPosition: false, cancellationToken)).Sql}";
        var now = $"select {columns} from {(await reader.ReadAsync(shared, came, withPosition: false, cancellationToken)).Sql}";
        return new Counts<long>(await CountAsync($"({now} except all {old})", cancellationToken), await CountAsync($"({old} except all {now})", cancellationToken));
    }

    private async Task<long> CountAsync(TableMetadata metadata, IReadOnlyList<FileScanTask> files, CancellationToken cancellationToken) =>
        files.Count == 0 ? 0 : await CountAsync((await reader.ReadAsync(metadata.CurrentSchema, files, withPosition: false, cancellationToken)).Sql, cancellationToken);

    private async Task<long> CountAsync(string relation, CancellationToken cancellationToken)
    {
        using var result = await workspace.Embedded.Connection.QueryAsync($"select count(*) from {relation}", cancellationToken);
        result.Read();
        return result.GetInt64(0);
    }
}
