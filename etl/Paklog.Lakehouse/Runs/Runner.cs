using System.Diagnostics;
using Paklog.Lakehouse.Definition;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Models;
using Paklog.Lakehouse.Silver;

namespace Paklog.Lakehouse.Runs;

/// <summary>
/// Brings derived tables up to date: works on a branch <c>run/&lt;id&gt;</c> of the catalog and publishes it by moving the target branch (semantics.md, sections 3 and 7).
/// A run that dies leaves its branch behind and the target as it was; the next run begins anew.
/// </summary>
public sealed class Runner(Workspace workspace, LakehouseDefinition definition, string target = ICatalog.MainBranch)
{
    private const int MaxAttempts = 3;

    private readonly IReadOnlyList<IRunStep> steps =
        [.. definition.Contracts.Select(contract => new SilverStep(definition, contract)), .. definition.Models.Select(model => new ModelStep(model))];

    /// <summary>What a run of this request would do, from metadata alone. Tables that depend on tables of the same plan are planned as far as their own inputs tell.</summary>
    public async Task<IReadOnlyList<PlannedTable>> PlanAsync(RunRequest request, CancellationToken cancellationToken)
    {
        var context = new RunContext("plan", target, request, definition, workspace);
        var planned = new List<PlannedTable>();
        var changing = new HashSet<string>();
        foreach (var step in RunSelection.Select(steps, request.Tables))
        {
            var plan = await step.PlanAsync(context, cancellationToken);
            var causes = step.Inputs.Where(changing.Contains).ToList();
            if (plan.Mode == StepMode.Skip && causes.Count > 0)
            {
                var isNew = await context.LoadAsync(step.Outputs[0], cancellationToken) is null;
                plan = new StepPlan(isNew ? StepMode.Full : StepMode.Incremental, isNew ? "the table is new" : $"follows {string.Join(", ", causes)}");
            }

            if (plan.Mode != StepMode.Skip)
                changing.UnionWith(step.Outputs);
            planned.Add(new PlannedTable(step.Outputs, plan.Mode, plan.Reason));
        }

        return planned;
    }

    /// <summary>Runs and publishes.</summary>
    /// <exception cref="LakehouseException">Others changed the same tables each time that the run was repeated.</exception>
    public async Task<RunReport> RunAsync(RunRequest request, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        var started = Stopwatch.StartNew();
        var chosen = RunSelection.Select(steps, request.Tables);
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var runId = RunBranch.NewRunId(workspace.Clock);
            if (await AttemptAsync(runId, chosen, request, progress, started, cancellationToken) is { } report)
                return report;
        }

        throw new LakehouseException(
            $"The run was repeated {MaxAttempts} times, and each time others changed tables of it on '{target}' (now at {(await workspace.Catalog.LoadReferenceAsync(target, cancellationToken))?.Hash}); run it again when they are done.");
    }

    private async Task<RunReport?> AttemptAsync(
        string runId, IReadOnlyList<IRunStep> chosen, RunRequest request, IProgress<RunProgress>? progress, Stopwatch started, CancellationToken cancellationToken)
    {
        var catalog = workspace.Catalog;
        var start = (await catalog.LoadReferenceAsync(target, cancellationToken) ?? throw new LakehouseException($"There is no branch '{target}' to run on; `lakehouse branches` lists those that exist.")).Hash;
        var branch = RunBranch.Of(runId);
        var results = new List<TableResult>();
        var skipped = new List<(string, string)>();
        var context = new RunContext(runId, start, request, definition, workspace);
        try
        {
            await RunStepsAsync(context, branch, chosen, results, skipped, progress, cancellationToken);
            if (results.Count == 0)
                return new RunReport(runId, [], skipped, null, started.Elapsed);
            var head = (await catalog.LoadReferenceAsync(branch, cancellationToken))!.Hash;
            var derived = chosen.SelectMany(step => step.Inputs).Where(input => !input.StartsWith("bronze.", StringComparison.Ordinal)).ToHashSet();
            var info = new CommitInfo("lakehouse", $"run {runId}", new Dictionary<string, string> { ["paklog.run-id"] = runId });
            var published = await new Publisher(catalog, target).PublishAsync(start, head, derived, info, cancellationToken);
            return published is null ? null : new RunReport(runId, results, skipped, published, started.Elapsed);
        }
        finally
        {
            context.Changes.Clear();
            await workspace.Engine.Writer.Uncommitted.DiscardAsync();
            await RemoveAsync(branch);
        }
    }

    /// <summary>Runs the steps one after the other; the branch is made when the first of them has something to write.</summary>
    private async Task RunStepsAsync(
        RunContext start, string branch, IReadOnlyList<IRunStep> chosen, List<TableResult> results, List<(string, string)> skipped, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        var context = start;
        foreach (var (step, index) in chosen.Select((step, index) => (step, index)))
        {
            var plan = await step.PlanAsync(context, cancellationToken);
            if (plan.Mode == StepMode.Skip)
            {
                skipped.AddRange(step.Outputs.Select(output => (output, plan.Reason)));
                continue;
            }

            if (context == start)
            {
                await workspace.Catalog.CreateReferenceAsync(branch, ReferenceKind.Branch, start.Branch, cancellationToken);
                context = start with { Branch = branch };
            }

            progress?.Report(new RunProgress.Started(step.Outputs[0], plan.Mode, plan.Reason, index + 1, chosen.Count));
            var written = await step.ExecuteAsync(context, plan, cancellationToken);
            results.AddRange(written);
            progress?.Report(new RunProgress.Finished(written));
            workspace.Engine.Files.Release();
        }
    }

    /// <summary>Takes the run's branch away, published or not: what a run that failed has written is of no use, and the next one begins anew.</summary>
    private async Task RemoveAsync(string branch)
    {
        try
        {
            if (await workspace.Catalog.LoadReferenceAsync(branch, CancellationToken.None) is { } reference)
                await workspace.Catalog.DeleteReferenceAsync(branch, reference.Hash, CancellationToken.None);
        }
        catch (IcebergException error) when (error.Kind is IcebergErrorKind.NotFound or IcebergErrorKind.CommitConflict)
        {
            // Someone else took the branch away or uses it: nothing of this run depends on it any more.
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The branch stays, as after a kill, and `orphans` names it; what made the run fail is to be heard, not this.
        }
    }
}
