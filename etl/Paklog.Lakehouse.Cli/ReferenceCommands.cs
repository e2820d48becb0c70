using System.CommandLine;
using Paklog.Lakehouse.Branches;
using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Cli;

/// <summary>Makes and deletes branches and tags.</summary>
internal static class ReferenceCommands
{
    internal static Command Branch(CommandLine line) => new("branch", "Make, list, compare and delete branches.")
    {
        CreateBranch(line),
        BranchListCommand.Create(line, "List branches and tags of the catalog.", kind: null),
        Delete(line, ReferenceKind.Branch),
        BranchDiffCommand.Create(line),
        BranchLogCommand.Create(line),
    };

    internal static Command Tag(CommandLine line)
    {
        var name = new Argument<string>("NAME") { Description = "The new tag." };
        var reference = new Argument<string?>("REF") { Description = "A branch, a tag or a commit; the configuration's branch when left out.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("tag", "Give a commit a name that stays.") { name, reference, BranchListCommand.Create(line, "List tags.", ReferenceKind.Tag), Delete(line, ReferenceKind.Tag) };
        return line.Runs(command, (session, parsed, cancellationToken) =>
            CreateAsync(session, parsed.GetRequiredValue(name), ReferenceKind.Tag, parsed.GetValue(reference), cancellationToken));
    }

    private static Command CreateBranch(CommandLine line)
    {
        var name = new Argument<string>("NAME") { Description = "The new branch; the name may hold slashes, as dev/ana." };
        var from = new Option<string?>("--from") { Description = "A branch, a tag or a commit; the configuration's branch when left out.", HelpName = "REF" };
        return line.Runs(new Command("create", "Make a branch; it takes no room until something is written to it.") { name, from }, (session, parsed, cancellationToken) =>
            CreateAsync(session, parsed.GetRequiredValue(name), ReferenceKind.Branch, parsed.GetValue(from), cancellationToken));
    }

    private static Command Delete(CommandLine line, ReferenceKind kind)
    {
        var word = kind.ToString().ToLowerInvariant();
        var name = new Argument<string>("NAME") { Description = $"A {word}." };
        return line.Runs(new Command("delete", $"Delete a {word}.") { name }, async (session, parsed, cancellationToken) =>
        {
            var catalog = await session.Lakehouse.CatalogAsync(create: false, cancellationToken);
            var reference = await new CommitNames(catalog).LoadAsync(parsed.GetRequiredValue(name), cancellationToken);
            if (reference.Kind != kind)
                throw new LakehouseException($"'{reference.Name}' is a {reference.Kind.ToString().ToLowerInvariant()}; `{session.Host.CommandName} {reference.Kind.ToString().ToLowerInvariant()} delete {reference.Name}` deletes it.");
            await catalog.DeleteReferenceAsync(reference.Name, reference.Hash, cancellationToken);
            Write(session, reference, "deleted");
            return 0;
        });
    }

    private static async Task<int> CreateAsync(CommandSession session, string name, ReferenceKind kind, string? from, CancellationToken cancellationToken)
    {
        var catalog = await session.Lakehouse.CatalogAsync(create: false, cancellationToken);
        var branch = session.Configuration.Branch;
        var reference = new CatalogReference(name, kind, await new CommitNames(catalog).ResolveAsync(from ?? branch, branch, cancellationToken));
        await catalog.CreateReferenceAsync(name, kind, reference.Hash, cancellationToken);
        Write(session, reference, "made");
        return 0;
    }

    private static void Write(CommandSession session, CatalogReference reference, string what)
    {
        if (!session.Json)
        {
            session.Output.WriteLine($"The {reference.Kind.ToString().ToLowerInvariant()} '{reference.Name}' at {Figures.Hash(reference.Hash)} is {what}.");
            return;
        }

        session.WriteJson(json =>
        {
            json.WriteString("name", reference.Name);
            json.WriteString("kind", reference.Kind.ToString().ToLowerInvariant());
            json.WriteString("commit", reference.Hash);
            json.WriteString("outcome", what);
        });
    }
}
