using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.Queries;
using Spectre.Console;

namespace Paklog.Lakehouse.Cli;

/// <summary>What <c>orphans</c> found or removed.</summary>
/// <param name="Folders">Folders that dead processes spilled to.</param>
internal sealed record OrphansOutput(IReadOnlyList<CatalogReference> Branches, IReadOnlyList<OrphanFile> Files, IReadOnlyList<string> Folders, bool Removed, string Age)
{
    internal void Write(CommandSession session)
    {
        var warehouse = session.Configuration.WarehouseName;
        var grid = new Grid("kind", GridColumn.Number("size"), GridColumn.Whole("modified"), "file");
        foreach (var file in Files.OrderBy(file => file.Location, StringComparer.Ordinal))
            grid.Add(Name(file.Kind), Figures.Bytes(file.Length), Figures.Time(file.LastModified), file.Location[(session.Configuration.Warehouse.Length + 1)..]);
        if (Files.Count > 0)
            grid.WriteTo(session.Console, session.Host.OutputWidth);
        foreach (var branch in Branches)
            session.Console.WriteLine($"branch {branch.Name} of a run that died or failed its audit");
        foreach (var folder in Folders)
            session.Console.WriteLine($"folder {folder} of a process that died");
        if (Files.Count + Branches.Count + Folders.Count == 0)
        {
            session.Console.WriteLine($"Nothing older than {Age} is left over in {warehouse}.");
            return;
        }

        var others = (Branches.Count == 0 ? "" : $", {Figures.Count(Branches.Count, "branch")}") + (Folders.Count == 0 ? "" : $", {Figures.Count(Folders.Count, "spill folder")}");
        var sum = $"{Figures.Count(Files.Count, "file")} with {Figures.Bytes(Files.Sum(file => file.Length))}{others}";
        session.Console.WriteLine(Removed
            ? $"Removed {sum}."
            : $"{sum}, older than {Age}, that nothing needs. `{session.Host.CommandName} orphans --remove` deletes them.");
    }

    internal void WriteJson(CommandSession session)
    {
        using var lines = new JsonLines(session.Host.Output);
        foreach (var branch in Branches)
        {
            lines.Write(json =>
            {
                json.WriteString("kind", "branch");
                json.WriteString("name", branch.Name);
                json.WriteString("commit", branch.Hash);
                json.WriteBoolean("removed", Removed);
            });
        }

        foreach (var folder in Folders)
        {
            lines.Write(json =>
            {
                json.WriteString("kind", "spill_folder");
                json.WriteString("name", folder);
                json.WriteBoolean("removed", Removed);
            });
        }

        foreach (var file in Files)
        {
            lines.Write(json =>
            {
                json.WriteString("kind", Name(file.Kind).Replace(' ', '_'));
                json.WriteString("file_path", file.Location);
                json.WriteNumber("file_size_in_bytes", file.Length);
                json.WriteString("modified_at", Figures.IsoTime(file.LastModified));
                json.WriteBoolean("removed", Removed);
            });
        }
    }

    private static string Name(OrphanKind kind) => kind switch
    {
        OrphanKind.Data => "data",
        OrphanKind.Metadata => "metadata",
        OrphanKind.CatalogObject => "catalog object",
        _ => "unfinished",
    };
}
