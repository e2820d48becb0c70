using System.CommandLine;
using Paklog.Lakehouse.Branches;

namespace Paklog.Lakehouse.Cli;

/// <summary><c>publish FROM TO</c>: brings what one branch has to another, all tables at once.</summary>
internal static class PublishCommand
{
    internal static Command Create(CommandLine line)
    {
        var from = new Argument<string>("FROM") { Description = "A branch or a tag, as dev." };
        var to = new Argument<string>("TO") { Description = "A branch, as staging." };
        return line.Runs(new Command("publish", "Bring what one branch has to another, all tables in one step.") { from, to }, async (session, parsed, cancellationToken) =>
        {
            var published = await session.Lakehouse.PublishAsync(parsed.GetRequiredValue(from), parsed.GetRequiredValue(to), cancellationToken);
            if (session.Json)
                WriteJson(session, published);
            else
                Write(session, published);
            return 0;
        });
    }

    private static void Write(CommandSession session, PublishedBranch published)
    {
        session.Output.WriteLine(published.Before == published.Head
            ? $"'{published.To}' has everything that '{published.From}' has."
            : $"Published '{published.From}' to '{published.To}': {Figures.Count(published.Tables.Count, "table")} {(published.IsFastForward ? "moved" : "merged")}, from {Figures.Hash(published.Before)} to {Figures.Hash(published.Head)}.");
    }

    private static void WriteJson(CommandSession session, PublishedBranch published) => session.WriteJson(json =>
    {
        json.WriteString("from", published.From);
        json.WriteString("to", published.To);
        json.WriteString("how", published.Before == published.Head ? "nothing" : published.IsFastForward ? "fast_forward" : "merge");
        json.WriteString("previous", published.Before);
        json.WriteString("commit", published.Head);
        json.WriteStartArray("tables");
        foreach (var (table, change) in published.Tables.OrderBy(table => table.Key, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("table", table);
            json.WriteString("change", change.ToString().ToLowerInvariant());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
