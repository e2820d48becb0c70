using System.Diagnostics;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Faults;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Maintenance;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Transactions;

namespace Paklog.Lakehouse.Maintenance;

/// <summary>Keeps the tables of a branch in order, one after the other: compaction, manifests, expiry. No file is deleted: that is for the catalog, which knows who else needs it.</summary>
public sealed class Maintainer(Workspace workspace, string branch)
{
    /// <summary>Each table as soon as it is done; then again those of which snapshots were expired.</summary>
    /// <param name="progress">Told of what is at work.</param>
    public async IAsyncEnumerable<MaintenanceReport> RunAsync(
        MaintenanceRequest request, Action<string>? progress, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var tables = request.Tables ?? await TablesAsync(cancellationToken);
        foreach (var identifier in tables)
        {
            progress?.Invoke(identifier.ToString());
            yield return await MeasureAsync(identifier, report => RewriteAsync(report, request, progress, cancellationToken), cancellationToken);
        }

        if (!request.Steps.HasFlag(MaintenanceSteps.Expire))
            yield break;

        // Once for all tables, since all must be looked at; and only now, when nothing that takes long is to come.
        var needs = await SnapshotNeeds.FindAsync(workspace.Catalog, branch, cancellationToken);
        foreach (var identifier in tables)
            yield return await MeasureAsync(identifier, async report => report with { Expiry = await ExpireAsync(identifier, needs, request, cancellationToken) }, cancellationToken);
    }

    private async Task<IReadOnlyList<TableIdentifier>> TablesAsync(CancellationToken cancellationToken)
    {
        var tables = new List<TableIdentifier>();
        foreach (var ns in await workspace.Catalog.ListNamespacesAsync(branch, cancellationToken))
            tables.AddRange(await workspace.Catalog.ListTablesAsync(ns, branch, cancellationToken));
        return tables;
    }

    private async Task<MaintenanceReport> RewriteAsync(MaintenanceReport report, MaintenanceRequest request, Action<string>? progress, CancellationToken cancellationToken)
    {
        if (request.Steps.HasFlag(MaintenanceSteps.Compact) && await LoadAsync(report.Table, cancellationToken) is { } table)
            report = report with { Compaction = await CompactAsync(table, request, progress, cancellationToken) is { IsEmpty: false } compaction ? compaction : null };
        if (request.Steps.HasFlag(MaintenanceSteps.Manifests) && await LoadAsync(report.Table, cancellationToken) is { } compacted)
            report = report with { Manifests = await RewriteManifestsAsync(compacted, request, cancellationToken) };
        return report;
    }

    /// <summary>What goes wrong with a table is told of it, and the others go on. A commit that another came before is of this table too: it is tried again the next time.</summary>
    private async Task<MaintenanceReport> MeasureAsync(TableIdentifier identifier, Func<MaintenanceReport, Task<MaintenanceReport>> work, CancellationToken cancellationToken)
    {
        var started = Stopwatch.StartNew();
        var report = new MaintenanceReport(identifier, null, null, null, null, TimeSpan.Zero);
        try
        {
            report = await work(report);
        }
        catch (Exception error) when (error is IcebergException { Kind: IcebergErrorKind.CommitConflict } || TableFault.Is(error, cancellationToken))
        {
            report = report with { Refused = TableFault.Describe(error) };
            await workspace.Embedded.Writer.Uncommitted.DiscardAsync();
            workspace.Embedded.Files.Release();
        }

        return report with { Time = started.Elapsed };
    }

    private async Task<Table?> LoadAsync(TableIdentifier identifier, CancellationToken cancellationToken) =>
        await workspace.Catalog.LoadTableAsync(identifier, branch, cancellationToken) is { Metadata.CurrentSnapshotId: not null } table ? table : null;

    private Task<CompactionReport> CompactAsync(Table table, MaintenanceRequest request, Action<string>? progress, CancellationToken cancellationToken)
    {
        var target = request.TargetBytes ?? TableProperties.GetLong(table.Metadata.Properties, TableProperties.TargetFileSize, TableProperties.DefaultTargetFileSize);
        var options = new CompactionOptions(target, request.MinFiles, request.RewriteAll);
        var compaction = new TableCompaction(workspace, branch, table.Identifier);
        return request.DryRun
            ? compaction.PlanAsync(table, options, cancellationToken)
            : compaction.CompactAsync(options, done => progress?.Invoke($"{table.Identifier}  {done.FilesRead} files written again"), cancellationToken);
    }

    private async Task<ManifestRewrite?> RewriteManifestsAsync(Table table, MaintenanceRequest request, CancellationToken cancellationToken)
    {
        table.Metadata.RequireReadable();
        var plan = await ManifestRewrite.PlanAsync(table, workspace.Embedded.Reader.Manifests, cancellationToken);
        if (!plan.IsWorthIt)
            return null;
        if (!request.DryRun)
            await CommitAsync(table, new RewriteManifests(), "manifests sorted by partition", cancellationToken);
        return plan;
    }

    private async Task<SnapshotExpiry?> ExpireAsync(TableIdentifier identifier, SnapshotNeeds needs, MaintenanceRequest request, CancellationToken cancellationToken)
    {
        if (await LoadAsync(identifier, cancellationToken) is not { } table)
            return null;
        var uuid = table.Metadata.TableUuid;
        var rules = new ExpiryRules(workspace.Clock.GetUtcNow(), request.MaxAge, request.MinSnapshots, needs.Keep(uuid), needs.KeepSince(uuid));
        var plan = SnapshotExpiry.Of(table.Metadata, rules);
        if (plan.IsEmpty)
            return null;
        if (needs.Unknown.Count > 0)
            throw new LakehouseException($"{plan.Snapshots.Count} snapshots that are old enough stay, since it cannot be told whether {string.Join(", ", needs.Unknown)} has yet to read them: mend it, or drop it.");
        if (await HeadFiles.FindFaultAsync(table, workspace.Embedded.Reader.Manifests, cancellationToken) is { } fault)
            throw new LakehouseException($"{plan.Snapshots.Count} snapshots that are old enough stay, since they may be the way back to what the table has lost: {fault}. Put the file back, or the table back to a snapshot that is whole.");
        if (!request.DryRun)
            await CommitAsync(table, new ExpireSnapshots(rules), $"{plan.Snapshots.Count} snapshots expired", cancellationToken);
        return plan;
    }

    private async Task CommitAsync(Table table, TableAction action, string what, CancellationToken cancellationToken)
    {
        var transaction = workspace.Begin(branch);
        transaction.Table(table.Identifier).Apply(action);
        await transaction.CommitAsync(new CommitInfo("lakehouse", $"maintain {table.Identifier}: {what}"), cancellationToken);
    }
}
