using System.CommandLine;
using Paklog.Lakehouse.Branches;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Queries;

namespace Paklog.Lakehouse.Cli;

/// <summary><c>branch log [REF]</c>: the commits of a branch, newest first.</summary>
internal static class BranchLogCommand
{
    private const int DefaultLimit = 20;

    internal static Command Create(CommandLine line)
    {
        var reference = new Argument<string?>("REF") { Description = "A branch, a tag or a commit; the configuration's branch when left out.", Arity = ArgumentArity.ZeroOrOne };
        var limit = new Option<int>("--limit") { Description = "How many commits.", HelpName = "N", DefaultValueFactory = _ => DefaultLimit };
        return line.Runs(new Command("log", "List the commits of a branch, newest first.") { reference, limit }, async (session, parsed, cancellationToken) =>
        {
            if (parsed.GetValue(limit) < 1)
                throw new UsageException($"--limit must be 1 or more, not {parsed.GetValue(limit)}.");
            var catalog = await session.Lakehouse.CatalogAsync(create: false, cancellationToken);
            var branch = session.Configuration.Branch;
            var commit = await new CommitNames(catalog).ResolveAsync(parsed.GetValue(reference) ?? branch, branch, cancellationToken);
            var log = await catalog.LogAsync(commit, parsed.GetValue(limit), cancellationToken);
            if (session.Json)
                WriteJson(session, log);
            else
                Write(session, log);
            return 0;
        });
    }

    private static void Write(CommandSession session, IReadOnlyList<CatalogCommit> log)
    {
        var grid = new Grid(GridColumn.Whole("commit"), GridColumn.Whole("time"), "author", "message", "changes");
        foreach (var commit in log)
        {
            var tables = commit.Changes.Where(change => change.Entry != CatalogEntryKind.Namespace).Select(change => change.Name).ToList();
            var changes = tables.Count <= 3 ? string.Join(", ", tables) : $"{string.Join(", ", tables.Take(2))} and {tables.Count - 2} more";
            grid.Add(Figures.Hash(commit.Hash), Figures.Time(commit.Time), commit.Author, commit.Message, changes);
        }

        grid.WriteTo(session.Console, session.Host.OutputWidth);
    }

    private static void WriteJson(CommandSession session, IReadOnlyList<CatalogCommit> log)
    {
        using var lines = new JsonLines(session.Host.Output);
        foreach (var commit in log)
        {
            lines.Write(json =>
            {
                json.WriteString("commit", commit.Hash);
                json.WriteStartArray("parents");
                foreach (var parent in commit.Parents)
                    json.WriteStringValue(parent);
                json.WriteEndArray();
                json.WriteString("committed_at", Figures.IsoTime(commit.Time));
                json.WriteString("author", commit.Author);
                json.WriteString("message", commit.Message);
                json.WriteStartObject("properties");
                foreach (var (key, value) in commit.Properties)
                    json.WriteString(key, value);
                json.WriteEndObject();
                json.WriteStartArray("changes");
                foreach (var change in commit.Changes)
                {
                    json.WriteStartObject();
                    json.WriteString("change", change.Kind.ToString().ToLowerInvariant());
                    json.WriteString("kind", change.Entry.ToString().ToLowerInvariant());
                    json.WriteString("name", change.Name);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            });
        }
    }
}
