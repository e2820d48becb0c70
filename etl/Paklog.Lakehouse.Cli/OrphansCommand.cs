using System.CommandLine;
using Paklog.Lakehouse.Configuration;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.Runs;

namespace Paklog.Lakehouse.Cli;

/// <summary><c>orphans</c>: what processes left behind that were killed or failed; <c>--remove</c> deletes it. The name is that of Iceberg's remove_orphan_files, as is the age.</summary>
internal static class OrphansCommand
{
    internal static Command Create(CommandLine line)
    {
        var age = new Option<string>("--older-than") { Description = "Leave out what is younger: it may belong to a process that is still at work.", HelpName = "AGE", DefaultValueFactory = _ => "3d" };
        var remove = new Option<bool>("--remove") { Description = "Delete what is listed; without it nothing is touched." };
        var command = new Command("orphans", "List files that no table, branch or tag names, and branches of runs that died or failed their audit.") { age, remove };
        return line.Runs(command, async (session, parsed, cancellationToken) =>
        {
            var catalog = await session.Lakehouse.EmbeddedCatalogAsync("orphans", cancellationToken);
            var text = parsed.GetRequiredValue(age);
            var before = session.Host.Clock.GetUtcNow() - (Age.TryParse(text) ?? throw new UsageException($"--older-than must be an age as 3d, 36h or 90m, not '{text}'."));
            var kept = session.Host.Clock.GetUtcNow() - session.Configuration.KeepFailed;
            var isAsked = parsed.GetResult(age) is { Implicit: false };
            var branches = await RunBranch.FindOldAsync(catalog, isAsked || before < kept ? before : kept, cancellationToken);
            if (parsed.GetValue(remove))
                branches = await RunBranch.DeleteAsync(catalog, branches, cancellationToken);
            var unreadable = new List<IcebergException>();
            var files = await catalog.FindOrphansAsync(before, branches, null, unreadable, cancellationToken);
            var folders = SpillFolder.Abandoned(session.Lakehouse.SpillParent, before).Select(folder => folder.FullName).ToList();
            if (parsed.GetValue(remove))
                files = await DeleteAsync(catalog, files, folders, cancellationToken);
            var found = new OrphansOutput(branches, files, folders, parsed.GetValue(remove), text);
            if (session.Json)
                found.WriteJson(session);
            else
                found.Write(session);
            var failed = new FailedParts();
            foreach (var error in unreadable)
                failed.Add(error.Message, error);
            failed.Throw();
            return 0;
        });
    }

    private static async Task<List<OrphanFile>> DeleteAsync(EmbeddedCatalog catalog, IReadOnlyList<OrphanFile> files, List<string> folders, CancellationToken cancellationToken)
    {
        var gone = new List<OrphanFile>();
        await catalog.RemoveOrphansAsync(files, gone.Add, cancellationToken);
        foreach (var folder in folders)
            Directory.Delete(folder, recursive: true);
        return gone;
    }
}
