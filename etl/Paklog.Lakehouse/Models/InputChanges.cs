using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Steps;

namespace Paklog.Lakehouse.Models;

/// <summary>
/// The rows in which two snapshots of a table differ: known to the run that made the change, else from the files that differ. Rows of a rewritten file that stayed as they were are no change.
/// </summary>
internal static class InputChanges
{
    /// <summary>Null when the older snapshot cannot be read any more, or had other columns.</summary>
    public static async Task<TableChange?> ReadAsync(RunContext context, Table table, long from, CancellationToken cancellationToken)
    {
        var reader = context.Workspace.Engine.Reader;
        try
        {
            var schema = table.Metadata.CurrentSchema;
            if (!table.Metadata.SchemaOf(table.Metadata.GetSnapshot(from)).HasSameFields(schema))
                return null;
            if (context.Changes.Find(table, from) is { } known)
                return known;
            var (gone, came) = await FileDifference.ReadAsync(table.NewScan(reader.Manifests, from), table.NewScan(reader.Manifests), cancellationToken);
            var before = await reader.ReadAsync(ColumnProjection.Of(table), gone, withPosition: false, cancellationToken);
            var after = await reader.ReadAsync(ColumnProjection.Of(table), came, withPosition: false, cancellationToken);
            if (before.IsEmpty)
                return new TableChange(before.Sql, after.Sql);
            var columns = string.Join(", ", ColumnSql.InSql(schema).Fields.Select(field => DuckDbIdentifier.Quote(field.Name)));
            return new TableChange(Difference(before.Sql, after.Sql), Difference(after.Sql, before.Sql));
            string Difference(string left, string right) => $"(select {columns} from {left} except all select {columns} from {right})";
        }
        catch (IcebergException error) when (error.Kind == IcebergErrorKind.NotFound)
        {
            return null;
        }
    }
}
