using System.Text.Json;
using Paklog.Lakehouse.Bronze;
using Spectre.Console;

namespace Paklog.Lakehouse.Cli;

/// <summary>What a landing did, for people and as JSON.</summary>
internal static class LandingOutput
{
    private const int MaxFiles = 20;

    internal static void Write(CommandSession session, LandingReport report)
    {
        var console = session.Console;
        if (report.IsEmpty && report.Unread.Count > 0)
        {
            console.MarkupLine($"[red]Nothing was landed: {Figures.Count(report.Unread.Count, "file")} could not be read[/] ({Figures.Seconds(report.Elapsed)}).");
            return;
        }

        if (report.IsEmpty)
        {
            console.WriteLine($"Nothing new: {Figures.Count(report.KnownFiles, "file")} landed before ({Figures.Seconds(report.Elapsed)}).");
            return;
        }

        var counts = report.Counts;
        var known = report.KnownFiles > 0 ? $"; {Figures.Count(report.KnownFiles, "file")} landed before" : "";
        console.WriteLine($"Landed {Figures.Count(report.Files.Count, "file")} in {Figures.Seconds(report.Elapsed)}{known}.");
        console.WriteLine(
            $"{Figures.Count(counts.Lines, "line")} read = {Figures.Count(counts.Landed)} landed + {Figures.Count(counts.Duplicate, "duplicate")} "
            + $"+ {Figures.Count(counts.Ignored)} ignored + {Figures.Count(counts.Dead)} dead");
        if (report.Ignored.Count > 0)
            console.WriteLine("ignored: " + Kinds(report.Ignored));
        if (report.Dead.Count > 0)
            console.MarkupLine($"[red]dead: {Markup.Escape(Kinds(report.Dead))}[/] (see `{Markup.Escape(session.Host.CommandName)} dead-letters`)");
        if (report.Withdrawn > 0)
            console.WriteLine($"withdrawn: {Figures.Count(report.Withdrawn, "row")} that new events contradict");
        foreach (var file in report.DeadFiles.Take(MaxFiles))
            console.MarkupLine(Markup.Escape($"nothing landed of {file.File}: {Figures.Count(file.Dead, "line")} dead, most often: {file.Reason}").Insert(0, "[red]") + "[/]");
        if (report.DeadFiles.Count > MaxFiles)
            console.MarkupLine($"[red]nothing landed of {Figures.Count(report.DeadFiles.Count - MaxFiles)} further files (all are in --json)[/]");
        foreach (var note in Notes(report))
            console.MarkupLine($"[yellow]{Markup.Escape(note)}[/]");
        foreach (var file in report.ChangedFiles)
            console.MarkupLine($"[yellow]changed since it was landed: {Markup.Escape(file)}[/]");
        if (report.Tables.Count == 0)
            return;
        console.WriteLine();
        var grid = new Grid("table", GridColumn.Number("rows"), GridColumn.Number("files"));
        foreach (var table in report.Tables)
            grid.Add(table.Table, Figures.Count(table.Rows), Figures.Count(table.Files));
        grid.WriteTo(console, session.Host.OutputWidth);
    }

    /// <summary>What is no fault of the landing and yet should be known.</summary>
    private static IEnumerable<string> Notes(LandingReport report)
    {
        foreach (var topic in report.BlindTopics)
        {
            yield return $"{topic} cannot tell deletes: its rows have no __deleted, and a deleted row leaves a tombstone alone, which is no delete. "
                + "Set delete.tombstone.handling.mode=rewrite (in older versions delete.handling.mode=rewrite) at its ExtractNewRecordState, and take the table's snapshot again.";
        }

        foreach (var (topic, events) in report.OddKeys.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            yield return $"{Figures.Count(events, "event")}{(topic.Length > 0 ? " of " + topic : "")} came with a key that is not the one of the row, so the key columns of the contract were taken from the row";
        if (report.Sidecars.Count > 0)
            yield return $"{Figures.Count(report.Sidecars.Count, "file")} of keys or headers beside values ignored, such as {report.Sidecars[0]}";
        if (report.EmptyFiles.Count > 0)
            yield return $"{Figures.Count(report.EmptyFiles.Count, "file")} without a line, such as {report.EmptyFiles[0]}";
    }

    internal static void WriteJson(Utf8JsonWriter json, LandingReport report)
    {
        json.WriteString("landing_id", report.LandingId);
        json.WriteStartObject("files");
        json.WriteNumber("read", report.Files.Count);
        json.WriteNumber("known", report.KnownFiles);
        json.WriteStartArray("unread");
        foreach (var file in report.Unread)
        {
            json.WriteStartObject();
            json.WriteString("file", file.Path);
            json.WriteString("error", file.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("changed");
        foreach (var file in report.ChangedFiles)
            json.WriteStringValue(file);
        json.WriteEndArray();
        json.WriteNumber("sidecars", report.Sidecars.Count);
        json.WriteNumber("empty", report.EmptyFiles.Count);
        json.WriteStartArray("nothing_landed");
        foreach (var file in report.DeadFiles)
        {
            json.WriteStartObject();
            json.WriteString("file", file.File);
            json.WriteNumber("dead", file.Dead);
            json.WriteString("reason", file.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartArray("notes");
        foreach (var note in Notes(report))
            json.WriteStringValue(note);
        json.WriteEndArray();
        json.WriteStartObject("lines");
        json.WriteNumber("read", report.Counts.Lines);
        json.WriteNumber("landed", report.Counts.Landed);
        json.WriteNumber("duplicate", report.Counts.Duplicate);
        json.WriteNumber("ignored", report.Counts.Ignored);
        json.WriteNumber("dead", report.Counts.Dead);
        json.WriteEndObject();
        WriteKinds(json, "ignored", report.Ignored);
        WriteKinds(json, "dead", report.Dead);
        json.WriteNumber("withdrawn", report.Withdrawn);
        json.WriteStartArray("tables");
        foreach (var table in report.Tables)
        {
            json.WriteStartObject();
            json.WriteString("table", table.Table);
            json.WriteNumber("rows", table.Rows);
            json.WriteNumber("files", table.Files);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("seconds", Figures.SecondsNumber(report.Elapsed));
    }

    private static string Kinds(IReadOnlyDictionary<string, long> kinds) => string.Join(", ", kinds.Select(kind => $"{Figures.Count(kind.Value)} {kind.Key.Replace('_', ' ')}"));

    private static void WriteKinds(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, long> kinds)
    {
        json.WriteStartObject(name);
        foreach (var (kind, lines) in kinds)
            json.WriteNumber(kind, lines);
        json.WriteEndObject();
    }
}
