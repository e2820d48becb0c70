using System.CommandLine;
using Paklog.Lakehouse.Configuration;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.Iceberg.Maintenance;
using Paklog.Lakehouse.Iceberg.Providers;
using Paklog.Lakehouse.Maintenance;
using Paklog.Lakehouse.Queries;

namespace Paklog.Lakehouse.Cli;

/// <summary><c>maintain [TABLE...]</c>: small files become large ones, deletes are folded in, old snapshots go, and then files that nothing needs any more.</summary>
internal static class MaintainCommand
{
    private static readonly TimeSpan DefaultHistory = TimeSpan.FromDays(5);

    internal static Command Create(CommandLine line)
    {
        var tables = new Argument<string[]>("TABLE") { Description = "Tables to maintain; none: all of the branch.", Arity = ArgumentArity.ZeroOrMore };
        var branch = new Option<string?>("--branch") { Description = "The branch whose tables are maintained.", HelpName = "B" };
        var compact = new Option<bool>("--compact") { Description = "Only write small files, and files with deletes, again. Steps can be named together; without any all are taken." };
        var manifests = new Option<bool>("--manifests") { Description = "Only merge manifests and sort them by partition." };
        var expire = new Option<bool>("--expire") { Description = "Only take old snapshots out of the tables." };
        var sweep = new Option<bool>("--sweep") { Description = "Only mark files that nothing needs, and delete what was marked before (embedded catalog)." };
        var target = new Option<string?>("--target-size") { Description = "The size of data files; else what the table's write.target-file-size-bytes says, or 512MiB.", HelpName = "SIZE" };
        var least = new Option<int>("--min-files") { Description = "How many small files of a partition are worth it.", HelpName = "N", DefaultValueFactory = _ => CompactionOptions.DefaultMinFiles };
        var all = new Option<bool>("--rewrite-all") { Description = "Write files of any size again." };
        var age = new Option<string?>("--older-than") { Description = "Expire snapshots older than this; else what the table says, or 5d. It is also how far back commits can be read after a sweep.", HelpName = "AGE" };
        var keep = new Option<int?>("--keep") { Description = "So many snapshots stay whatever their age; else what the table says, or 1.", HelpName = "N" };
        var grace = new Option<string>("--grace") { Description = "How long a file is marked before it is deleted.", HelpName = "AGE", DefaultValueFactory = _ => "3d" };
        var dry = new Option<bool>("--dry-run") { Description = "Print what would be done, and do nothing." };
        var command = new Command("maintain", "Compact tables, expire snapshots, and delete files that nothing needs any more.")
            { tables, branch, compact, manifests, expire, sweep, target, least, all, age, keep, grace, dry };
        return line.Runs(command, async (session, parsed, cancellationToken) =>
        {
            var steps = Chosen((compact, MaintenanceSteps.Compact), (manifests, MaintenanceSteps.Manifests), (expire, MaintenanceSteps.Expire));
            var any = steps != MaintenanceSteps.None || parsed.GetValue(sweep);
            if (parsed.GetValue(least) < 2)
                throw new UsageException("--min-files must be 2 or more.");
            if (parsed.GetValue(keep) < 1)
                throw new UsageException("--keep must be 1 or more: the last snapshot is the table.");
            if (parsed.GetValue(sweep))
                session.Lakehouse.RequireEmbeddedCatalog("maintain --sweep");
            var names = parsed.GetValue(tables) ?? [];
            var maxAge = parsed.GetValue(age) is { } text ? AgeOf(text, "--older-than") : (TimeSpan?)null;
            var request = new MaintenanceRequest(
                null, any ? steps : MaintenanceSteps.All, parsed.GetValue(target) is { } size ? SizeOf(size) : null, parsed.GetValue(least), parsed.GetValue(all), maxAge, parsed.GetValue(keep), parsed.GetValue(dry));
            var wait = AgeOf(parsed.GetRequiredValue(grace), "--grace");
            var output = new MaintainOutput(session, request.DryRun);
            await MaintainAsync(session, request, names, parsed.GetValue(branch) ?? session.Configuration.Branch, output, cancellationToken);
            var unreadable = new List<IcebergException>();
            if (any ? parsed.GetValue(sweep) : names.Length == 0 && session.Configuration.Catalog.Provider is EmbeddedCatalogProvider)
                await SweepAsync(session, request, wait, output, unreadable, cancellationToken);
            var failed = new FailedParts();
            foreach (var error in unreadable)
                failed.Add(error.Message, error);
            failed.Throw();
            return output.End();

            MaintenanceSteps Chosen(params IReadOnlyList<(Option<bool> Option, MaintenanceSteps Step)> options) =>
                options.Where(option => parsed.GetValue(option.Option)).Aggregate(MaintenanceSteps.None, (chosen, option) => chosen | option.Step);
        });
    }

    private static async Task MaintainAsync(CommandSession session, MaintenanceRequest request, string[] names, string branch, MaintainOutput output, CancellationToken cancellationToken)
    {
        if (request.Steps == MaintenanceSteps.None)
            return;
        var workspace = await session.Lakehouse.WorkspaceAsync("maintain", create: false, cancellationToken);
        if (await workspace.Catalog.LoadReferenceAsync(branch, cancellationToken) is not { Kind: ReferenceKind.Branch })
            throw new LakehouseException($"There is no branch '{branch}' to maintain; `{session.Host.CommandName} branch list` lists those that exist.");
        if (names.Length > 0)
        {
            var chosen = new List<TableIdentifier>();
            foreach (var name in names)
                chosen.Add(await TableNames.FindAsync(workspace.Catalog, branch, name, cancellationToken));
            request = request with { Tables = chosen };
        }

        using var line = new ProgressLine(session.Host);
        await foreach (var report in new Maintainer(workspace, branch).RunAsync(request, line.Show, cancellationToken))
            line.Around(() => output.Write(report));
    }

    private static async Task SweepAsync(CommandSession session, MaintenanceRequest request, TimeSpan grace, MaintainOutput output, List<IcebergException> unreadable, CancellationToken cancellationToken)
    {
        var catalog = await session.Lakehouse.EmbeddedCatalogAsync("maintain --sweep", cancellationToken);
        using var line = new ProgressLine(session.Host);
        line.Show("looking for files that nothing needs");
        var sweep = await catalog.PlanSweepAsync(grace, session.Host.Clock.GetUtcNow() - (request.MaxAge ?? DefaultHistory), unreadable, cancellationToken);
        IReadOnlyList<OrphanFile> removed = sweep.Removable;
        if (!request.DryRun)
        {
            var gone = new List<OrphanFile>();
            await catalog.SweepAsync(sweep, gone.Add, cancellationToken);
            removed = gone;
        }

        line.Around(() => output.Write(sweep, removed));
    }

    private static TimeSpan AgeOf(string text, string option) => Age.TryParse(text) ?? throw new UsageException($"{option} must be an age as 3d, 36h or 90m, not '{text}'.");

    private static long SizeOf(string text) => ByteSize.TryParse(text) is > 0 and var size ? size : throw new UsageException($"--target-size must be a size as 128MB or 1GiB, not '{text}'.");
}
