using System.CommandLine;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
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
        var command = new Command("orphans", "List files that no table, branch or tag names, and branches of runs that died.") { age, remove };
        return line.Runs(command, async (session, parsed, cancellationToken) =>
        {
            var catalog = await session.OpenEmbeddedCatalogAsync("orphans", cancellationToken);
            var before = session.Host.Clock.GetUtcNow() - Age.Parse(parsed.GetRequiredValue(age), "--older-than");
            var branches = await AbandonedAsync(catalog, before, cancellationToken);
            if (parsed.GetValue(remove))
                branches = await DeleteAsync(catalog, branches, cancellationToken);
            var files = await catalog.FindOrphansAsync(before, branches, cancellationToken);
            var folders = SpillFolder.Abandoned(session.SpillParent, before).Select(folder => folder.FullName).ToList();
            if (parsed.GetValue(remove))
                files = await DeleteAsync(catalog, files, folders, cancellationToken);
            var found = new OrphansOutput(branches, files, folders, parsed.GetValue(remove), parsed.GetRequiredValue(age));
            if (session.Json)
                found.WriteJson(session);
            else
                found.Write(session);
            return 0;
        });
    }

    /// <summary>Branches of runs that began and last committed long ago: a run that ends takes its branch away.</summary>
    private static async Task<IReadOnlyList<CatalogReference>> AbandonedAsync(EmbeddedCatalog catalog, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var abandoned = new List<CatalogReference>();
        foreach (var branch in (await catalog.ListReferencesAsync(cancellationToken)).Where(branch => RunBranch.Began(branch) < before))
        {
            if ((await catalog.LogAsync(branch.Hash, 1, cancellationToken))[0].Time < before)
                abandoned.Add(branch);
        }

        return abandoned;
    }

    private static async Task<IReadOnlyList<CatalogReference>> DeleteAsync(EmbeddedCatalog catalog, IReadOnlyList<CatalogReference> branches, CancellationToken cancellationToken)
    {
        var deleted = new List<CatalogReference>();
        foreach (var branch in branches)
        {
            try
            {
                await catalog.DeleteReferenceAsync(branch.Name, branch.Hash, cancellationToken);
                deleted.Add(branch);
            }
            catch (IcebergException error) when (error.Kind is IcebergErrorKind.CommitConflict or IcebergErrorKind.NotFound)
            {
                // Its run is alive after all, or has just ended.
            }
        }

        return deleted;
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
