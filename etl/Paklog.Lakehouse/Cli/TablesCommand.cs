using System.CommandLine;
using System.Globalization;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Metadata;

namespace Paklog.Lakehouse.Cli;

/// <summary><c>tables</c>: what there is, how large, and where its metadata stands.</summary>
internal static class TablesCommand
{
    internal static Command Create(CommandLine line)
    {
        var branch = new Option<string?>("--branch") { Description = "A branch, a tag or a commit of the catalog.", HelpName = "B" };
        return line.Runs(new Command("tables", "List tables with rows, files and snapshots.") { branch }, async (session, parsed, cancellationToken) =>
        {
            var reference = parsed.GetValue(branch) ?? session.Configuration.Branch;
            var tables = await ReadAsync(session, reference, cancellationToken);
            if (session.Json)
                WriteJson(session, tables);
            else
                Write(session, tables);
            return 0;
        });
    }

    internal static async Task<IReadOnlyList<ListedTable>> ReadAsync(CommandSession session, string reference, CancellationToken cancellationToken)
    {
        var catalog = await session.OpenCatalogAsync(create: false, cancellationToken);
        var listed = new List<ListedTable>();
        foreach (var identifier in await TableNames.ListAsync(catalog, reference, cancellationToken))
        {
            if (await catalog.LoadTableAsync(identifier, reference, cancellationToken) is { } table)
                listed.Add(await DescribeAsync(session, table, cancellationToken));
        }

        return listed;
    }

    private static async Task<ListedTable> DescribeAsync(CommandSession session, Table table, CancellationToken cancellationToken)
    {
        var snapshot = table.Metadata.CurrentSnapshot;
        var deletes = Figure(snapshot, SnapshotSummaryKeys.TotalDeleteFiles);
        return new ListedTable(
            table.Identifier,
            await RowsAsync(session, table, snapshot, cancellationToken),
            Figure(snapshot, SnapshotSummaryKeys.TotalDataFiles) ?? 0,
            deletes ?? 0,
            Figure(snapshot, SnapshotSummaryKeys.TotalFilesSize) ?? 0,
            snapshot,
            table.MetadataLocation);
    }

    /// <summary>The summary's record count is that of the data files: where there are deletes, the rows have to be counted.</summary>
    private static async Task<long> RowsAsync(CommandSession session, Table table, Snapshot? snapshot, CancellationToken cancellationToken)
    {
        if (snapshot is null)
            return 0;
        if (Figure(snapshot, SnapshotSummaryKeys.TotalRecords) is { } records && Figure(snapshot, SnapshotSummaryKeys.TotalDeleteFiles) is 0)
            return records;
        var relation = await session.Engine.Reader.ReadAsync(table, cancellationToken);
        return (long)session.Engine.Connection.QueryScalar($"select count(*) from {relation.Sql}")!;
    }

    private static long? Figure(Snapshot? snapshot, string key) =>
        snapshot?.Summary.TryGetValue(key, out var text) == true && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static void Write(CommandSession session, IReadOnlyList<ListedTable> tables)
    {
        var grid = new Grid(
            GridColumn.Whole("table"), GridColumn.Number("rows"), GridColumn.Number("files"), GridColumn.Number("size"), GridColumn.Whole("changed"), GridColumn.Number("snapshot"));
        foreach (var table in tables)
        {
            grid.Add(
                table.Identifier.Show(),
                Figures.Count(table.Rows),
                Figures.Count(table.DataFiles + table.DeleteFiles),
                Figures.Bytes(table.Bytes),
                table.Snapshot is { } snapshot ? Figures.Time(snapshot.Timestamp) : "",
                table.Snapshot?.SnapshotId.ToString(CultureInfo.InvariantCulture) ?? "");
        }

        grid.WriteTo(session.Console, session.Host.OutputWidth);
    }

    private static void WriteJson(CommandSession session, IReadOnlyList<ListedTable> tables)
    {
        using var lines = new JsonLines(session.Host.Output);
        foreach (var table in tables)
        {
            lines.Write(json =>
            {
                json.WriteString("table", table.Identifier.Show());
                json.WriteNumber("rows", table.Rows);
                json.WriteNumber("files", table.DataFiles);
                json.WriteNumber("delete_files", table.DeleteFiles);
                json.WriteNumber("bytes", table.Bytes);
                json.WritePropertyName("snapshot_id");
                JsonValue.Write(json, table.Snapshot?.SnapshotId);
                json.WriteString("changed_at", table.Snapshot is { } snapshot ? Figures.IsoTime(snapshot.Timestamp) : null);
                json.WriteString("metadata_location", table.MetadataLocation);
            });
        }
    }
}
