using System.Text.Json;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Queries;
using Paklog.Lakehouse.Runs;
using Paklog.Lakehouse.Steps;
using Spectre.Console;

namespace Paklog.Lakehouse.Cli;

/// <summary>What a run does, line by line while it works, and what it did.</summary>
internal sealed class RunOutput(IAnsiConsole console)
{
    private bool begun;

    /// <summary>Prints the tables that a step has written.</summary>
    internal void Write(IReadOnlyList<TableResult> tables)
    {
        if (!begun)
            console.MarkupLine($"[bold]{"table",-29}{"rows",10}{"new",10}{"gone",8}{"files",6}{"time",8}  how[/]");
        begun = true;
        foreach (var table in tables)
        {
            var files = table.FilesAdded + table.DeleteFiles;
            var rows = $"{Figures.Count(table.Rows),10}{Figures.Count(table.RowsAdded),10}{Figures.Count(table.RowsDeleted),8}";
            var where = table.Engine == EmbeddedEngine.EngineName ? "" : " on " + table.Engine;
            console.WriteLine($"{TableNames.Show(table.Table),-29}{rows}{files,6}{Figures.Seconds(table.Elapsed),8}  {(table.Mode == StepMode.Full ? "full" : "delta")}{where}");
            foreach (var note in table.Notes)
                console.MarkupLine($"  [yellow]{Markup.Escape(note)}[/]");
        }
    }

    internal void WriteEnd(RunReport report)
    {
        var failed = report.Failures.Sum(failure => failure.Tables.Count);
        if (report.Tables.Count == 0 && failed > 0)
        {
            console.MarkupLine($"[red]{Figures.Count(failed, "table")} failed and stayed as they were[/], {Figures.Count(report.Skipped.Count)} had nothing to do ({Figures.Seconds(report.Elapsed)}).");
            return;
        }

        if (report.Tables.Count == 0)
        {
            console.WriteLine($"Nothing new: {Figures.Count(report.Skipped.Count, "table")} up to date ({Figures.Seconds(report.Elapsed)}).");
            foreach (var (table, reason) in report.Skipped.Where(skipped => skipped.Reason != "nothing new"))
                console.MarkupLine($"[grey]{Markup.Escape(TableNames.Show(table))}: {Markup.Escape(reason)}[/]");
            return;
        }

        var skipped = report.Skipped.Count > 0 ? $"; {Figures.Count(report.Skipped.Count)} had nothing to do" : "";
        var rows = Figures.Count(report.Tables.Sum(table => table.RowsAdded), "row");
        var files = Figures.Count(report.Tables.Sum(table => table.FilesAdded + table.DeleteFiles), "file");
        console.WriteLine();
        var published = report.PublishedAs is { } hash ? $" Published as {Figures.Hash(hash)}." : "";
        console.WriteLine($"{Figures.Count(report.Tables.Count, "table")}, {rows} in {files} written in {Figures.Seconds(report.Elapsed)}{skipped}.{published}");
        if (failed > 0)
            console.MarkupLine($"[red]{Figures.Count(failed, "table")} failed and stayed as they were.[/]");
    }

    internal static void WritePlan(IAnsiConsole console, int? width, IReadOnlyList<PlannedTable> planned)
    {
        var grid = new Grid("table", "how", "why");
        foreach (var step in planned)
            grid.Add(string.Join(", ", step.Tables.Select(TableNames.Show)), Mode(step), step.Reason);
        grid.WriteTo(console, width);
    }

    internal static void WriteJson(Utf8JsonWriter json, IReadOnlyList<PlannedTable> planned)
    {
        json.WriteStartArray("plan");
        foreach (var step in planned)
        {
            json.WriteStartObject();
            json.WriteStartArray("tables");
            foreach (var table in step.Tables)
                json.WriteStringValue(TableNames.Show(table));
            json.WriteEndArray();
            json.WriteString("mode", Mode(step));
            json.WriteString(step.Fails ? "error" : "reason", step.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Mode(PlannedTable step) => step.Fails ? "fail" : step.Mode.ToString().ToLowerInvariant();

    internal static void WriteJson(Utf8JsonWriter json, RunReport report)
    {
        json.WriteString("run_id", report.RunId);
        json.WriteString("published_as", report.PublishedAs);
        json.WriteStartArray("audit_failures");
        foreach (var failure in report.AuditFailures)
            json.WriteStringValue(failure);
        json.WriteEndArray();
        json.WriteString("kept_branch", report.KeptBranch);
        json.WriteStartArray("tables");
        foreach (var table in report.Tables)
            WriteJson(json, table);
        json.WriteEndArray();
        json.WriteStartArray("skipped");
        foreach (var (table, reason) in report.Skipped)
        {
            json.WriteStartObject();
            json.WriteString("table", TableNames.Show(table));
            json.WriteString("reason", reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("failures");
        foreach (var failure in report.Failures)
        {
            foreach (var table in failure.Tables)
            {
                json.WriteStartObject();
                json.WriteString("table", table);
                json.WriteString("error", failure.Error);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
        json.WriteNumber("seconds", Figures.SecondsNumber(report.Elapsed));
    }

    private static void WriteJson(Utf8JsonWriter json, TableResult table)
    {
        json.WriteStartObject();
        json.WriteString("table", TableNames.Show(table.Table));
        json.WriteString("mode", table.Mode.ToString().ToLowerInvariant());
        json.WriteString("reason", table.Reason);
        json.WriteString("engine", table.Engine);
        json.WriteNumber("rows", table.Rows);
        json.WriteNumber("rows_added", table.RowsAdded);
        json.WriteNumber("rows_deleted", table.RowsDeleted);
        json.WriteNumber("files_added", table.FilesAdded);
        json.WriteNumber("files_rewritten", table.FilesRewritten);
        json.WriteNumber("delete_files", table.DeleteFiles);
        json.WriteNumber("seconds", Figures.SecondsNumber(table.Elapsed));
        json.WriteStartArray("notes");
        foreach (var note in table.Notes)
            json.WriteStringValue(note);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
