using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Runs;
using Paklog.Lakehouse.Steps;

namespace Paklog.Lakehouse.Branches;

/// <summary>Publishes what one branch has to another, as from dev to staging: all tables in one step.</summary>
/// <param name="gate">Judges before the target is moved; null where nothing is judged.</param>
public sealed class Promotion(ICatalog catalog, AuditGate? gate = null)
{
    /// <summary>How often others may commit to the target between a look at it and the swap.</summary>
    private const int MaxSwaps = 100;

    private IReadOnlyList<CatalogChange> judged = [];

    /// <exception cref="IcebergException">CommitConflict, naming the tables and both heads, where tables were changed on both sides since they parted.</exception>
    /// <exception cref="AuditFailedException">An audit found something wrong with the tables that the target was to get.</exception>
    /// <exception cref="LakehouseException">There is no such branch, or the target is a tag.</exception>
    public async Task<PublishedBranch> PublishAsync(string from, string to, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var source = await new CommitNames(catalog).LoadAsync(from, cancellationToken);
            var target = await new CommitNames(catalog).LoadAsync(to, cancellationToken);
            if (target.Kind != ReferenceKind.Branch)
                throw new LakehouseException($"'{to}' is a tag, and tags do not move; publish to a branch.");
            try
            {
                var info = new CommitInfo("lakehouse", $"publish {from} to {to}");
                var head = gate is null ? await catalog.MergeAsync(to, target.Hash, from, info, cancellationToken) : await MergeJudgedAsync(gate, from, target, info, cancellationToken);
                var tables = (await TablesAsync(target.Hash, head, cancellationToken)).ToDictionary(change => change.Name, change => change.Kind);
                return new PublishedBranch(from, to, target.Hash, head, IsFastForward: head == source.Hash, tables);
            }
            catch (IcebergException error) when (error is { Kind: IcebergErrorKind.CommitConflict, Retryable: true } && attempt < MaxSwaps)
            {
                // Another commit came first; what it did is looked at by the next try.
            }
        }
    }

    /// <summary>Merges on a branch of its own, as a run works on one, so that what is judged is what the target is moved to. What was found right once is not judged again when others come first.</summary>
    private async Task<string> MergeJudgedAsync(AuditGate gate, string from, CatalogReference target, CommitInfo info, CancellationToken cancellationToken)
    {
        var id = RunBranch.NewRunId(gate.Workspace.Clock);
        var branch = RunBranch.Of(id);
        await catalog.CreateReferenceAsync(branch, ReferenceKind.Branch, target.Hash, cancellationToken);
        var isKept = false;
        try
        {
            var head = await MergeBesideAsync(branch, from, target, info, cancellationToken);
            var changes = await TablesAsync(target.Hash, head, cancellationToken);
            if (!changes.SequenceEqual(judged))
            {
                var tables = changes.Where(change => change.Kind != CatalogChangeKind.Removed).Select(change => TableIdentifier.Parse(change.Name)).ToList();
                var failures = await gate.JudgeAsync(new AuditContext(gate.Workspace, id, branch, target.Hash, tables), cancellationToken);
                isKept = failures.Count > 0;
                if (isKept)
                    throw new AuditFailedException(target.Name, branch, failures, gate.Keep);
                judged = changes;
            }

            if (head != target.Hash)
                await catalog.AssignBranchAsync(target.Name, target.Hash, head, cancellationToken);
            return head;
        }
        finally
        {
            if (!isKept)
                await RunBranch.RemoveAsync(catalog, branch);
        }
    }

    private async Task<string> MergeBesideAsync(string branch, string from, CatalogReference target, CommitInfo info, CancellationToken cancellationToken)
    {
        try
        {
            return await catalog.MergeAsync(branch, target.Hash, from, info, cancellationToken);
        }
        catch (IcebergException error) when (error.Kind == IcebergErrorKind.CommitConflict)
        {
            // The branch stands where the target does, and nobody has heard of it.
            throw new IcebergException(error.Kind, error.Message.Replace($"'{branch}'", $"'{target.Name}'", StringComparison.Ordinal), error.Retryable, error);
        }
    }

    private async Task<IReadOnlyList<CatalogChange>> TablesAsync(string from, string to, CancellationToken cancellationToken) =>
        [.. (await catalog.DiffAsync(from, to, cancellationToken)).Where(change => change.Entry == CatalogEntryKind.Table)];
}
