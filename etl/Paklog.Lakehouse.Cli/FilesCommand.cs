using System.CommandLine;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Queries;
using Spectre.Console;

namespace Paklog.Lakehouse.Cli;

/// <summary><c>files TABLE</c>: the live data and delete files of a table's current snapshot.</summary>
internal static class FilesCommand
{
    internal static Command Create(CommandLine line)
    {
        var name = new Argument<string>("TABLE") { Description = "A table, as silver.orders." };
        var branch = new Option<string?>("--branch") { Description = "A branch, a tag or a commit of the catalog.", HelpName = "B" };
        return line.Runs(new Command("files", "List the data and delete files of a table.") { name, branch }, async (session, parsed, cancellationToken) =>
        {
            var catalog = await session.Lakehouse.CatalogAsync(create: false, cancellationToken);
            var table = await TableNames.LoadAsync(catalog, parsed.GetValue(branch) ?? session.Configuration.Branch, parsed.GetRequiredValue(name), cancellationToken);
            var files = new List<ListedFile>();
            await foreach (var file in table.NewScan(session.Lakehouse.Manifests).ListFilesAsync(session.Lakehouse.Manifests, cancellationToken))
                files.Add(file);
            files.Sort((left, right) => (left.Partition, left.Content, left.FilePath).CompareTo((right.Partition, right.Content, right.FilePath)));
            if (session.Json)
                WriteJson(session, files);
            else
                Write(session, table.Metadata.Location, files);
            return 0;
        });
    }

    private static void Write(CommandSession session, string location, List<ListedFile> files)
    {
        var grid = new Grid("content", "partition", GridColumn.Number("rows"), GridColumn.Number("size"), "file");
        foreach (var file in files)
            grid.Add(Content(file), file.Partition, Figures.Count(file.RecordCount), Figures.Bytes(file.FileSizeInBytes), Location.FileName(file.FilePath));
        grid.WriteTo(session.Console, session.Host.OutputWidth);
        session.Console.WriteLine($"{Figures.Count(files.Count, "file")} below {location}");
    }

    private static void WriteJson(CommandSession session, List<ListedFile> files)
    {
        using var lines = new JsonLines(session.Host.Output);
        foreach (var file in files)
        {
            lines.Write(json =>
            {
                json.WriteString("content", Content(file));
                json.WriteString("file_path", file.FilePath);
                json.WriteNumber("spec_id", file.SpecId);
                json.WriteString("partition", file.Partition);
                json.WriteNumber("record_count", file.RecordCount);
                json.WriteNumber("file_size_in_bytes", file.FileSizeInBytes);
                json.WriteStartObject("bounds");
                foreach (var (column, bounds) in file.Bounds)
                {
                    json.WriteStartObject(column);
                    json.WriteString("lower", bounds.Lower);
                    json.WriteString("upper", bounds.Upper);
                    json.WriteEndObject();
                }

                json.WriteEndObject();
            });
        }
    }

    private static string Content(ListedFile file) => file.Content switch
    {
        Iceberg.Manifests.FileContent.Data => "data",
        Iceberg.Manifests.FileContent.PositionDeletes => "position_deletes",
        _ => "equality_deletes",
    };
}
