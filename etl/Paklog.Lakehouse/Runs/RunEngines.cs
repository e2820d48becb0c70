using System.Globalization;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Faults;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Steps;

namespace Paklog.Lakehouse.Runs;

/// <summary>A run on the engine of its workspace, and on the embedded one for the steps that are too small for that (<see cref="IEngine.EmbeddedThreshold"/>). Either sees in the branch what the other wrote.</summary>
/// <param name="branch">What is read before the run has a branch of its own.</param>
internal sealed class RunEngines(string runId, string branch, RunRequest request, RunRules rules, Workspace workspace, RunFailures failures)
{
    private RunContext own = new(runId, branch, request, rules, workspace) { Failures = failures };
    private RunContext embedded = new(runId, branch, request, rules, workspace.OnEmbedded) { Failures = failures };

    /// <summary>The run for a step: on the engine that is to compute it.</summary>
    public async Task<RunContext> ForAsync(IRunStep step, CancellationToken cancellationToken)
    {
        var bytes = 0L;
        foreach (var table in workspace.Engine.EmbeddedThreshold > 0 ? step.Inputs.Union(step.Outputs) : [])
            bytes += BytesOf((await own.LoadAsync(table, cancellationToken))?.Metadata.CurrentSnapshot) ?? workspace.Engine.EmbeddedThreshold;
        return bytes < workspace.Engine.EmbeddedThreshold ? embedded : own;
    }

    /// <summary>From now on the run reads and writes its own branch.</summary>
    public void MoveTo(string runBranch) => (own, embedded) = (own with { Branch = runBranch }, embedded with { Branch = runBranch });

    /// <summary>Deletes what the run wrote without a commit, and gives up what it keeps; the last for an engine that may be gone.</summary>
    public async Task EndAsync()
    {
        foreach (var context in (RunContext[])[embedded, own])
        {
            await context.Workspace.Engine.Writer.Uncommitted.DiscardAsync();
            await context.Changes.DisposeAsync();
        }
    }

    /// <summary>What a step has changed may be told to those behind it.</summary>
    public void KeepChanges()
    {
        embedded.Changes.Keep();
        own.Changes.Keep();
    }

    /// <summary>Takes back what a step that failed has left in the engines: files that no commit names, and rows that it was about to commit.</summary>
    /// <param name="error">Why it failed; what is thrown when an engine answers no more.</param>
    /// <exception cref="EngineLostException">An engine answers no more.</exception>
    public async Task UndoAsync(Exception error)
    {
        foreach (var context in (RunContext[])[embedded, own])
        {
            var engine = context.Workspace.Engine;
            await engine.Writer.Uncommitted.DiscardAsync();
            try
            {
                await engine.Sql.AnyAsync("(select 1)", CancellationToken.None);
            }
            catch (Exception)
            {
                // Whatever it says now, it was lost by what failed.
                throw new EngineLostException(TableFault.Describe(error), error);
            }

            context.Changes.Undo();
            engine.Release();
        }
    }

    /// <summary>Null where the writer of the table did not say it.</summary>
    private static long? BytesOf(Snapshot? snapshot) =>
        snapshot is null ? 0 : snapshot.Summary.TryGetValue(SnapshotSummaryKeys.TotalFilesSize, out var text) && long.TryParse(text, CultureInfo.InvariantCulture, out var bytes) ? bytes : null;
}
