using System.CommandLine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Queries;

namespace Paklog.Lakehouse.Cli;

/// <summary><c>branch list</c>, <c>tag list</c>: the references of the catalog, with what was committed last.</summary>
internal static class BranchListCommand
{
    /// <param name="kind">Only references of this kind; null for all.</param>
    internal static Command Create(CommandLine line, string description, ReferenceKind? kind) => line.Runs(new Command("list", description), async (session, _, cancellationToken) =>
    {
        var catalog = await session.Lakehouse.CatalogAsync(create: false, cancellationToken);
        var found = new List<(CatalogReference Reference, CatalogCommit? Head)>();
        var references = (await catalog.ListReferencesAsync(cancellationToken)).Where(reference => kind is null || reference.Kind == kind);
        foreach (var reference in references.OrderBy(reference => reference.Name, StringComparer.Ordinal))
            found.Add((reference, (await catalog.LogAsync(reference.Hash, 1, cancellationToken)).FirstOrDefault()));
        if (session.Json)
            WriteJson(session, found);
        else
            Write(session, found);
        return 0;
    });

    private static void Write(CommandSession session, List<(CatalogReference Reference, CatalogCommit? Head)> found)
    {
        var grid = new Grid(GridColumn.Whole("name"), "kind", GridColumn.Whole("commit"), GridColumn.Whole("time"), "author", "message");
        foreach (var (reference, head) in found)
        {
            var time = head is null ? "" : Figures.Time(head.Time);
            grid.Add(reference.Name, reference.Kind.ToString().ToLowerInvariant(), Figures.Hash(reference.Hash), time, head?.Author, head?.Message);
        }

        grid.WriteTo(session.Console, session.Host.OutputWidth);
    }

    private static void WriteJson(CommandSession session, List<(CatalogReference Reference, CatalogCommit? Head)> found)
    {
        using var lines = new JsonLines(session.Host.Output);
        foreach (var (reference, head) in found)
        {
            lines.Write(json =>
            {
                json.WriteString("name", reference.Name);
                json.WriteString("kind", reference.Kind.ToString().ToLowerInvariant());
                json.WriteString("commit", reference.Hash);
                json.WriteString("committed_at", head is null ? null : Figures.IsoTime(head.Time));
                json.WriteString("author", head?.Author);
                json.WriteString("message", head?.Message);
            });
        }
    }
}
