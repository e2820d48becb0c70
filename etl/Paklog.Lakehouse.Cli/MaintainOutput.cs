using System.Text.Json;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.Maintenance;
using Spectre.Console;

namespace Paklog.Lakehouse.Cli;

/// <summary>What <c>maintain</c> does, a line for each thing done while it works.</summary>
internal sealed class MaintainOutput(CommandSession session, bool isPlan)
{
    private int lines;
    private bool refused;

    internal void Write(MaintenanceReport report)
    {
        refused |= report.Refused is not null;
        if (report.IsEmpty)
            return;
        lines++;
        if (session.Json)
        {
            session.WriteJson(json => WriteJson(json, report));
            return;
        }

        if (report.Compaction is { FilesRead: > 0 } compaction)
        {
            var sizes = compaction.BytesWritten is { } written ? $"{Figures.Bytes(compaction.BytesRead)} to {Figures.Bytes(written)}" : Figures.Bytes(compaction.BytesRead);
            Line(report, $"{Figures.Count(compaction.FilesRead, "file")} {(isPlan ? "would become" : "became")} {Figures.Count(compaction.FilesWritten)}, {sizes}, in {Figures.Count(compaction.Commits, "commit")}");
        }

        if (report.Compaction is { DeleteFilesRemoved: > 0 } folded)
            Line(report, $"{Figures.Count(folded.DeleteFilesRemoved, "delete file")} that applied to nothing taken away");
        if (report.Manifests is { } manifests)
            Line(report, $"{Figures.Count(manifests.Manifests, "manifest")} {(isPlan ? "would become" : "became")} about {Figures.Count(manifests.Expected)}");
        if (report.Expiry is { } expiry)
            Line(report, $"{Figures.Count(expiry.Snapshots.Count, "snapshot")} {(isPlan ? "would be expired" : "expired")}{(expiry.References.Count == 0 ? "" : $", and the references {string.Join(", ", expiry.References)}")}");
        foreach (var sentence in (report.Compaction?.Skipped ?? []).Concat(report.Refused is { } why ? [why] : []))
            session.Console.MarkupLine($"  [yellow]{Markup.Escape($"{report.Table}: left for the next time. {sentence}")}[/]");
    }

    internal void Write(OrphanSweep sweep, IReadOnlyList<OrphanFile> removed)
    {
        lines++;
        if (session.Json)
        {
            session.WriteJson(json =>
            {
                json.WriteString("step", "sweep");
                json.WriteNumber("files_removed", removed.Count);
                json.WriteNumber("bytes_removed", removed.Sum(file => file.Length));
                json.WriteNumber("files_waiting", sweep.Waiting.Count);
                json.WriteNumber("bytes_waiting", sweep.Waiting.Sum(file => file.Length));
                json.WriteBoolean("dry_run", isPlan);
            });
            return;
        }

        session.Console.WriteLine($"{Sum(removed)} that nothing needs {(isPlan ? "would be " : "")}deleted; {Sum(sweep.Waiting)} {(isPlan ? "would wait" : "wait")} for a later sweep.");
    }

    /// <summary>The exit code: a table that could not be maintained is an error.</summary>
    internal int End()
    {
        if (lines == 0 && !session.Json)
            session.Console.WriteLine("There is nothing to do.");
        return refused ? CommandErrors.Failure : 0;
    }

    private void Line(MaintenanceReport report, string what) => session.Console.WriteLine($"{report.Table,-29}{what}{(isPlan ? "" : $" ({Figures.Seconds(report.Time)})")}");

    private static string Sum(IReadOnlyList<OrphanFile> files) => $"{Figures.Count(files.Count, "file")} with {Figures.Bytes(files.Sum(file => file.Length))}";

    private void WriteJson(Utf8JsonWriter json, MaintenanceReport report)
    {
        json.WriteString("table", report.Table.ToString());
        json.WriteBoolean("dry_run", isPlan);
        if (report.Compaction is { } compaction)
        {
            json.WriteStartObject("compaction");
            json.WriteNumber("commits", compaction.Commits);
            json.WriteNumber("files_read", compaction.FilesRead);
            json.WriteNumber("files_written", compaction.FilesWritten);
            json.WriteNumber("bytes_read", compaction.BytesRead);
            if (compaction.BytesWritten is { } written)
                json.WriteNumber("bytes_written", written);
            json.WriteNumber("delete_files_removed", compaction.DeleteFilesRemoved);
            json.WriteStartArray("skipped");
            foreach (var sentence in compaction.Skipped)
                json.WriteStringValue(sentence);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        if (report.Manifests is { } manifests)
            json.WriteNumber("manifests", manifests.Manifests);
        if (report.Expiry is { } expiry)
        {
            json.WriteStartArray("expired_snapshots");
            foreach (var snapshot in expiry.Snapshots)
                json.WriteNumberValue(snapshot.SnapshotId);
            json.WriteEndArray();
            json.WriteStartArray("expired_references");
            foreach (var reference in expiry.References)
                json.WriteStringValue(reference);
            json.WriteEndArray();
        }

        if (report.Refused is { } refusal)
            json.WriteString("refused", refusal);
        json.WriteNumber("seconds", Figures.SecondsNumber(report.Time));
    }
}
