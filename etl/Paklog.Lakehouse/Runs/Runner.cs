using System.Diagnostics;
using Paklog.Lakehouse.Definition;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Faults;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Models;
using Paklog.Lakehouse.Silver;
using Paklog.Lakehouse.Steps;

namespace Paklog.Lakehouse.Runs;

/// <summary>
/// Brings derived tables up to date: works on a branch <c>run/&lt;id&gt;</c> of the catalog and publishes it by moving the target branch (semantics.md, sections 3 and 7).
/// Between the two the audits of the definition judge the branch. A run that dies, or that an audit has judged against, leaves its branch behind and the target as it was; the next run begins anew.
/// </summary>
/// <param name="keepFailed">How long such branches stay; a run takes the older ones away. Not less than a day, since a younger one may belong to a run that is at work.</param>
public sealed class Runner(Workspace workspace, LakehouseDefinition definition, string target = ICatalog.MainBranch, TimeSpan? keepFailed = null)
{
    /// <summary>How long branches of runs stay that failed.</summary>
    public static readonly TimeSpan DefaultKeepFailed = TimeSpan.FromDays(7);

    private const int MaxAttempts = 3;

    private readonly TimeSpan keep = keepFailed ?? DefaultKeepFailed;

    private readonly IReadOnlyList<IRunStep> steps =
        [.. definition.Refused.Select(refused => new RefusedStep(refused)), .. definition.Contracts.Select(contract => new SilverStep(contract, definition.Contracts.FirstOrDefault(other => other.Table == contract.Parent?.Table), definition.Epochs)), .. definition.Models.Select(model => new ModelStep(model))];

    /// <summary>What a run of this request would do, from metadata alone. Tables that depend on tables of the same plan are planned as far as their own inputs tell.</summary>
    public async Task<IReadOnlyList<PlannedTable>> PlanAsync(RunRequest request, CancellationToken cancellationToken)
    {
        var context = new RunContext("plan", target, request, definition.Rules, workspace);
        var planned = new List<PlannedTable>();
        var changing = new HashSet<string>();
        var failures = new RunFailures();
        foreach (var step in RunSelection.Select(steps, request.Tables))
        {
            if (failures.LeaveOut(step) is { } leftOut)
            {
                planned.Add(new PlannedTable(step.Outputs, StepMode.Skip, leftOut.Error) { IsLeftOut = true });
                continue;
            }

            try
            {
                planned.Add(await PlanAsync(context, step, changing, cancellationToken));
            }
            catch (Exception error) when (TableFault.Is(error, cancellationToken))
            {
                planned.Add(new PlannedTable(step.Outputs, StepMode.Skip, failures.Add(step.Outputs, error).Error) { Cause = error });
            }
        }

        return planned;
    }

    private static async Task<PlannedTable> PlanAsync(RunContext context, IRunStep step, HashSet<string> changing, CancellationToken cancellationToken)
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
        return new PlannedTable(step.Outputs, plan.Mode, plan.Reason);
    }

    /// <summary>Runs, lets the audits judge, and publishes. A table that fails is left as it was, with those that need it, and the others are published without it (<see cref="RunReport.Failures"/>).</summary>
    /// <exception cref="AuditFailedException">An audit found something wrong.</exception>
    /// <exception cref="LakehouseException">Others changed the same tables each time that the run was repeated.</exception>
    public async Task<RunReport> RunAsync(RunRequest request, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        var started = Stopwatch.StartNew();
        var chosen = RunSelection.Select(steps, request.Tables);
        await RunBranch.DeleteAsync(workspace.Catalog, await RunBranch.FindOldAsync(workspace.Catalog, workspace.Clock.GetUtcNow() - keep, cancellationToken), cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            var runId = RunBranch.NewRunId(workspace.Clock);
            var start = (await workspace.Catalog.LoadReferenceAsync(target, cancellationToken)
                ?? throw new LakehouseException($"There is no branch '{target}' to run on; `lakehouse branch list` lists those that exist.") { Kind = LakehouseErrorKind.NotFound }).Hash;
            var (report, publication) = await AttemptAsync(runId, start, chosen, request, progress, started, cancellationToken);
            if (report.AuditFailures.Count > 0)
                throw new AuditFailedException(target, report.KeptBranch!, report.AuditFailures, keep) { Report = report };
            if (publication is null or { PublishedAs: not null })
                return report with { PublishedAs = publication?.PublishedAs };
            if (attempt == MaxAttempts)
            {
                throw new LakehouseException(
                    LakehouseErrorKind.Conflict,
                    $"The run was tried {MaxAttempts} times, and each time others changed what it reads or writes{(publication.Moved.Count == 0 ? "" : $" ({string.Join(", ", publication.Moved)})")}: the last try began with '{target}' at {start}, and it stands at {publication.Head} now. Run it again when they are done.")
                {
                    Retryable = true,
                };
            }
        }
    }

    /// <summary>One try on a branch of its own. Without a publication there was nothing to publish, or an audit is against it.</summary>
    private async Task<(RunReport Report, Publication? Publication)> AttemptAsync(
        string runId, string start, IReadOnlyList<IRunStep> chosen, RunRequest request, IProgress<RunProgress>? progress, Stopwatch started, CancellationToken cancellationToken)
    {
        var branch = RunBranch.Of(runId);
        var results = new List<TableResult>();
        var skipped = new List<(string, string)>();
        var failures = new RunFailures();
        var engines = new RunEngines(runId, start, request, definition.Rules, workspace, failures);
        var isKept = false;
        try
        {
            await RunStepsAsync(engines, start, branch, chosen, results, skipped, failures, progress, cancellationToken);
            var report = new RunReport(runId, results, skipped, null, started.Elapsed) { Failures = failures.All };
            if (results.Count == 0)
                return (report, null);
            var judged = await new AuditGate(workspace, definition.Audits, keep).JudgeAsync(new AuditContext(workspace, runId, branch, start, [.. results.Select(result => TableIdentifier.Parse(result.Table))]), cancellationToken);
            isKept = judged.Count > 0;
            if (isKept)
                return (report with { AuditFailures = judged, KeptBranch = branch, Elapsed = started.Elapsed }, null);
            var derived = chosen.SelectMany(step => step.Inputs).Where(input => !input.StartsWith("bronze.", StringComparison.Ordinal)).ToHashSet();
            var info = new CommitInfo("lakehouse", $"run {runId}", new Dictionary<string, string> { ["paklog.run-id"] = runId });
            var publication = await new Publisher(workspace.Catalog, target).PublishAsync(start, branch, derived, info, cancellationToken);
            return (report with { Elapsed = started.Elapsed }, publication);
        }
        finally
        {
            try
            {
                await engines.EndAsync();
            }
            finally
            {
                if (!isKept)
                    await RunBranch.RemoveAsync(workspace.Catalog, branch);
            }
        }
    }

    /// <summary>Runs the steps one after the other; the branch is made when the first of them has something to write. A step that fails leaves nothing behind, and those that need its tables are left out.</summary>
    private async Task RunStepsAsync(
        RunEngines engines, string start, string branch, IReadOnlyList<IRunStep> chosen, List<TableResult> results, List<(string, string)> skipped, RunFailures failures, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        var head = start;
        var (isOnBranch, isBranching) = (false, false);
        foreach (var (step, index) in chosen.Select((step, index) => (step, index)))
        {
            if (failures.LeaveOut(step) is not null)
                continue;
            try
            {
                var context = await engines.ForAsync(step, cancellationToken);
                var plan = await step.PlanAsync(context, cancellationToken);
                if (plan.Mode == StepMode.Skip)
                {
                    skipped.AddRange(step.Outputs.Select(output => (output, plan.Reason)));
                    continue;
                }

                if (!isOnBranch)
                {
                    isBranching = true;
                    await workspace.Catalog.CreateReferenceAsync(branch, ReferenceKind.Branch, start, cancellationToken);
                    engines.MoveTo(branch);
                    (isOnBranch, isBranching) = (true, false);
                    context = context with { Branch = branch };
                }

                progress?.Report(new RunProgress.Started(step.Outputs[0], plan.Mode, plan.Reason, index + 1, chosen.Count));
                var engine = context.Workspace.Engine;
                var written = (await step.ExecuteAsync(context, plan, cancellationToken)).Select(table => table with { Engine = engine.Name }).ToList();
                results.AddRange(written);
                progress?.Report(new RunProgress.Finished(written));
                engines.KeepChanges();
                engine.Release();
            }
            catch (Exception error) when (!isBranching && TableFault.Is(error, cancellationToken))
            {
                // What the step has left is taken back first, which also shows whether engines and catalog are still there: if not, the fault is theirs, and the run ends.
                await engines.UndoAsync(error);
                if (isOnBranch)
                    await ResetAsync(branch, head, cancellationToken);
                failures.Add(step.Outputs, error);
                continue;
            }

            head = isOnBranch ? await HeadAsync(branch, cancellationToken) : start;
        }
    }

    private async Task<string> HeadAsync(string branch, CancellationToken cancellationToken) =>
        (await workspace.Catalog.LoadReferenceAsync(branch, cancellationToken))?.Hash ?? throw new LakehouseException($"The branch '{branch}' was deleted while a run was at work on it; nothing was published.");

    /// <summary>Takes a step's commits off the run's branch: a table may have got new columns before its rows failed.</summary>
    private async Task ResetAsync(string branch, string head, CancellationToken cancellationToken)
    {
        var now = await HeadAsync(branch, cancellationToken);
        if (now != head)
            await workspace.Catalog.AssignBranchAsync(branch, now, head, cancellationToken);
    }
}
