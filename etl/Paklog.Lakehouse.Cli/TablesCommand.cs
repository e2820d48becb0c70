using System.CommandLine;
using System.Globalization;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Queries;
using Spectre.Console;
using Table = Paklog.Lakehouse.Iceberg.Catalogs.Table;

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
            var failed = new FailedParts();
            var tables = await ReadAsync(session, reference, failed, cancellationToken);
            if (session.Json)
                WriteJson(session, tables);
            else
                Write(session, tables);
            failed.Throw();
            return 0;
        });
    }

    /// <summary>All tables; one that cannot be read too, with the reason.</summary>
    private static async Task<IReadOnlyList<ListedTable>> ReadAsync(CommandSession session, string reference, FailedParts failed, CancellationToken cancellationToken)
    {
        var catalog = await session.Lakehouse.CatalogAsync(create: false, cancellationToken);
        var listed = new List<ListedTable>();
        foreach (var identifier in await TableNames.ListAsync(catalog, reference, cancellationToken))
        {
            ListedTable? described = null;
            var error = await failed.TryAsync(
                identifier,
                async () => described = await catalog.LoadTableAsync(identifier, reference, cancellationToken) is { } table ? await DescribeAsync(session, table, cancellationToken) : null,
                cancellationToken);
            if (error is not null)
                described = new ListedTable(identifier, 0, 0, 0, 0, null, null) { Error = error };
            if (described is not null)
                listed.Add(described);
        }

        return listed;
    }

    private static async Task<ListedTable> DescribeAsync(CommandSession session, Table table, CancellationToken cancellationToken)
    {
        var figures = await TableFigures.ReadAsync(table, session.Lakehouse.Manifests, cancellationToken);
        return new ListedTable(
            table.Identifier,
            await RowsAsync(session, table, figures, cancellationToken),
            figures.DataFiles,
            figures.DeleteFiles,
            figures.Bytes,
            table.Metadata.CurrentSnapshot,
            table.MetadataLocation);
    }

    /// <summary>The records are those of the data files: where there are deletes, the rows have to be counted.</summary>
    private static async Task<long> RowsAsync(CommandSession session, Table table, TableFigures figures, CancellationToken cancellationToken)
    {
        if (figures.DeleteFiles == 0)
            return figures.Records;
        return await session.Lakehouse.Engine.Sql.CountAsync(await session.Lakehouse.RelationAsync(table, cancellationToken), cancellationToken);
    }

    private static void Write(CommandSession session, IReadOnlyList<ListedTable> tables)
    {
        var grid = new Grid(
            GridColumn.Whole("table"), GridColumn.Number("rows"), GridColumn.Number("files"), GridColumn.Number("size"), GridColumn.Whole("changed"), GridColumn.Number("snapshot"));
        foreach (var table in tables)
        {
            if (table.Error is not null)
            {
                grid.Add(table.Identifier.Show(), "", "", "", "cannot be read", "");
                continue;
            }

            grid.Add(
                table.Identifier.Show(),
                Figures.Count(table.Rows),
                Figures.Count(table.DataFiles + table.DeleteFiles),
                Figures.Bytes(table.Bytes),
                table.Snapshot is { } snapshot ? Figures.Time(snapshot.Timestamp) : "",
                table.Snapshot?.SnapshotId.ToString(CultureInfo.InvariantCulture) ?? "");
        }

        grid.WriteTo(session.Console, session.Host.OutputWidth);
        foreach (var table in tables.Where(table => table.Error is not null))
            session.Console.MarkupLine($"[red]{Markup.Escape($"{table.Identifier.Show()} cannot be read: {table.Error}")}[/]");
    }

    private static void WriteJson(CommandSession session, IReadOnlyList<ListedTable> tables)
    {
        using var lines = new JsonLines(session.Host.Output);
        foreach (var table in tables)
        {
            lines.Write(json =>
            {
                json.WriteString("table", table.Identifier.Show());
                if (table.Error is not null)
                {
                    json.WriteString("error", table.Error);
                    return;
                }

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
