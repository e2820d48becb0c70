using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Scans;

namespace Paklog.Lakehouse.Models;

/// <summary>The rows in which two snapshots of a table differ, from the files that differ: rows of a rewritten file that stayed as they were are no change.</summary>
internal static class InputChanges
{
    /// <summary>A relation with the old and the new images of changed rows; null when the older snapshot cannot be read any more, or had other columns.</summary>
    public static async Task<string?> RelationAsync(TableReader reader, Table table, long from, CancellationToken cancellationToken)
    {
        try
        {
            var old = await PlanAsync(table.NewScan(reader.Manifests, from), cancellationToken);
            var now = await PlanAsync(table.NewScan(reader.Manifests), cancellationToken);
            var schema = table.Metadata.CurrentSchema;
            if (!table.Metadata.SchemaOf(table.Metadata.GetSnapshot(from)).HasSameFields(schema))
                return null;
            var before = reader.Read(schema, [.. old.Where(file => !now.ContainsKey(file.Key)).Select(file => file.Value)], withPosition: false);
            var after = reader.Read(schema, [.. now.Where(file => !old.ContainsKey(file.Key)).Select(file => file.Value)], withPosition: false);
            if (before.IsEmpty)
                return after.Sql;
            var columns = string.Join(", ", schema.Fields.Select(field => DuckDbIdentifier.Quote(field.Name)));
            return $"(select {columns} from ((select {columns} from {before.Sql} except all select {columns} from {after.Sql}) union all (select {columns} from {after.Sql} except all select {columns} from {before.Sql})))";
        }
        catch (IcebergException error) when (error.Kind == IcebergErrorKind.NotFound)
        {
            return null;
        }
    }

    private static async Task<Dictionary<string, FileScanTask>> PlanAsync(TableScan scan, CancellationToken cancellationToken)
    {
        var files = new Dictionary<string, FileScanTask>();
        await foreach (var file in scan.PlanFilesAsync(cancellationToken))
            files.Add(string.Join('\n', [file.DataFile.FilePath, .. file.PositionDeletes.Concat(file.EqualityDeletes).Select(delete => delete.FilePath).Order(StringComparer.Ordinal)]), file);
        return files;
    }
}
