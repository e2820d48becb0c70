using System.CommandLine;
using Paklog.Lakehouse.Branches;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Queries;

namespace Paklog.Lakehouse.Cli;

/// <summary><c>rollback TABLE|BRANCH --to COMMIT</c>: takes a table or a whole branch back to what it was.</summary>
internal static class RollbackCommand
{
    internal static Command Create(CommandLine line)
    {
        var name = new Argument<string>("TABLE|BRANCH") { Description = "A table, as silver.orders, or a branch with all its tables." };
        var to = new Option<string>("--to") { Description = "A commit of the branch's log (or the beginning of its hash), a tag, or a snapshot of the table.", HelpName = "COMMIT", Required = true };
        var branch = new Option<string?>("--branch") { Description = "The branch on which a table is taken back.", HelpName = "B" };
        return line.Runs(new Command("rollback", "Take a table or a branch back to what it was.") { name, to, branch }, async (session, parsed, cancellationToken) =>
        {
            var catalog = await session.Lakehouse.CatalogAsync(create: false, cancellationToken);
            var (what, target) = (parsed.GetRequiredValue(name), parsed.GetRequiredValue(to));
            var reference = await catalog.LoadReferenceAsync(what, cancellationToken);
            if (reference is null && !what.Contains('.', StringComparison.Ordinal))
                throw new LakehouseException($"There is no branch '{what}'; a table is named with its layer, as silver.orders.");
            if (reference is not null && parsed.GetValue(branch) is not null)
                throw new UsageException($"'{what}' is a {reference.Kind.ToString().ToLowerInvariant()}, and --branch is for tables.");
            if (reference is not null)
                Write(session, await session.Lakehouse.RollbackAsync(what, target, cancellationToken));
            else
                Write(session, await TableAsync(session, catalog, what, parsed.GetValue(branch) ?? session.Configuration.Branch, target, cancellationToken));
            return 0;
        });
    }

    private static async Task<RolledBackTable> TableAsync(CommandSession session, ICatalog catalog, string name, string branch, string target, CancellationToken cancellationToken) =>
        await session.Lakehouse.RollbackAsync(await TableNames.IdentifyAsync(catalog, branch, name, cancellationToken), target, branch, cancellationToken);

    private static void Write(CommandSession session, RolledBackBranch branch)
    {
        if (session.Json)
        {
            session.WriteJson(json =>
            {
                json.WriteString("branch", branch.Branch);
                json.WriteString("previous", branch.Before);
                json.WriteString("commit", branch.Head);
            });
            return;
        }

        session.Output.WriteLine(branch.Before == branch.Head
            ? $"'{branch.Branch}' stands at {Figures.Hash(branch.Head)} already."
            : $"'{branch.Branch}' stands at {Figures.Hash(branch.Head)} again. `{session.Host.CommandName} rollback {branch.Branch} --to {branch.Before}` takes that back.");
    }

    private static void Write(CommandSession session, RolledBackTable table)
    {
        if (session.Json)
        {
            session.WriteJson(json =>
            {
                json.WriteString("table", table.Table.ToString());
                json.WriteString("branch", table.Branch);
                json.WriteString("commit", table.Head);
                Write("previous_snapshot_id", table.Before);
                Write("snapshot_id", table.Snapshot);
                void Write(string member, long? snapshot)
                {
                    json.WritePropertyName(member);
                    JsonValue.Write(json, snapshot);
                }
            });
            return;
        }

        var snapshot = table.Snapshot is { } id ? $"snapshot {id}" : "no snapshot";
        session.Output.WriteLine($"{table.Table} on '{table.Branch}' has {snapshot} again, by commit {Figures.Hash(table.Head)}. The next run brings it up to date.");
    }
}
