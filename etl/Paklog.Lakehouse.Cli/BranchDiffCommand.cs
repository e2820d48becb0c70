using System.CommandLine;
using System.Text.Json;
using Paklog.Lakehouse.Branches;
using Paklog.Lakehouse.Faults;
using Paklog.Lakehouse.Queries;

namespace Paklog.Lakehouse.Cli;

/// <summary><c>branch diff FROM TO</c>: what the tables of TO have that those of FROM have not.</summary>
internal static class BranchDiffCommand
{
    internal static Command Create(CommandLine line)
    {
        var from = new Argument<string>("FROM") { Description = "A branch, a tag or a commit." };
        var to = new Argument<string>("TO") { Description = "A branch, a tag or a commit." };
        return line.Runs(new Command("diff", "Compare the tables of two branches: what TO has that FROM has not.") { from, to }, async (session, parsed, cancellationToken) =>
        {
            var workspace = await session.Lakehouse.WorkspaceAsync(create: false, cancellationToken);
            var names = new CommitNames(workspace.Catalog);
            var branch = session.Configuration.Branch;
            var before = await names.ResolveAsync(parsed.GetRequiredValue(from), branch, cancellationToken);
            var after = await names.ResolveAsync(parsed.GetRequiredValue(to), branch, cancellationToken);
            var differences = await new BranchComparison(workspace).CompareAsync(before, after, cancellationToken);
            if (session.Json)
                WriteJson(session, differences);
            else
                Write(session, differences, parsed.GetRequiredValue(from), parsed.GetRequiredValue(to));
            var failed = new FailedParts();
            foreach (var table in differences.Where(table => table.Error is not null))
                failed.Add($"{table.Table}: {TableFault.Describe(table.Error!)}", table.Error);
            failed.Throw();
            return 0;
        });
    }

    private static void Write(CommandSession session, IReadOnlyList<TableDifference> differences, string from, string to)
    {
        if (differences.Count == 0)
        {
            session.Output.WriteLine($"'{from}' and '{to}' have the same tables.");
            return;
        }

        var grid = new Grid("table", "", GridColumn.Number("snapshots"), GridColumn.Number("rows"), GridColumn.Number("files"), "schema");
        foreach (var table in differences)
        {
            grid.Add(
                table.Table.ToString(),
                table.Kind.ToString().ToLowerInvariant(),
                Signed(table.Snapshots.Added, table.Snapshots.Removed),
                Signed(table.Rows.Added, table.Rows.Removed),
                Signed(table.Files.Added, table.Files.Removed),
                table.Error is null ? string.Join("; ", table.SchemaChanges) : "cannot be read");
        }

        grid.WriteTo(session.Console, session.Host.OutputWidth);
    }

    private static string Signed(long added, long removed) =>
        string.Join(' ', new[] { added > 0 ? "+" + Figures.Count(added) : "", removed > 0 ? "-" + Figures.Count(removed) : "" }.Where(part => part.Length > 0));

    private static void WriteJson(CommandSession session, IReadOnlyList<TableDifference> differences)
    {
        using var lines = new JsonLines(session.Host.Output);
        foreach (var table in differences)
        {
            lines.Write(json =>
            {
                json.WriteString("table", table.Table.ToString());
                json.WriteString("change", table.Kind.ToString().ToLowerInvariant());
                if (table.Error is not null)
                {
                    json.WriteString("error", TableFault.Describe(table.Error));
                    return;
                }

                Write(json, "snapshots", table.Snapshots.Added, table.Snapshots.Removed);
                Write(json, "rows", table.Rows.Added, table.Rows.Removed);
                Write(json, "files", table.Files.Added, table.Files.Removed);
                json.WriteStartArray("schema_changes");
                foreach (var change in table.SchemaChanges)
                    json.WriteStringValue(change);
                json.WriteEndArray();
            });
        }
    }

    private static void Write(Utf8JsonWriter json, string what, long added, long removed)
    {
        json.WriteNumber(what + "_added", added);
        json.WriteNumber(what + "_removed", removed);
    }
}
