using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Runs;

/// <summary>Publishes a run: moves the target branch to the run's commits when it stands where the run began, or merges them with what came in between.</summary>
internal sealed class Publisher(ICatalog catalog, string target)
{
    /// <summary>How often others may commit to the target between a look at it and the swap.</summary>
    private const int MaxSwaps = 100;

    private static readonly int[] LogDepths = [16, 256, 4096];

    /// <param name="start">The head of the target when the run began.</param>
    /// <param name="branch">The run's branch, which began there.</param>
    /// <param name="read">Derived tables that the run read.</param>
    public async Task<Publication> PublishAsync(string start, string branch, IReadOnlySet<string> read, CommitInfo info, CancellationToken cancellationToken)
    {
        var run = await HeadAsync(branch, cancellationToken);
        var concerned = await ChangedAsync(start, run, cancellationToken);
        concerned.UnionWith(read);
        var head = start;
        for (var attempt = 1; attempt <= MaxSwaps; attempt++)
        {
            try
            {
                if (head == start)
                {
                    await catalog.AssignBranchAsync(target, start, run, cancellationToken);
                    return new Publication(run, run, []);
                }

                // A target that was rolled back beyond the start would get back by a merge what was taken from it.
                var moved = await ChangedAsync(start, head, cancellationToken);
                moved.IntersectWith(concerned);
                if (moved.Count > 0 || !await IsAncestorAsync(start, head, cancellationToken))
                    return new Publication(null, head, [.. moved.Order(StringComparer.Ordinal)]);
                var merged = await catalog.MergeAsync(target, head, branch, info, cancellationToken);
                return new Publication(merged, merged, []);
            }
            catch (IcebergException error) when (error is { Kind: IcebergErrorKind.CommitConflict, Retryable: true })
            {
                head = await HeadAsync(target, cancellationToken);
            }
        }

        return new Publication(null, head, []);
    }

    private async Task<string> HeadAsync(string branch, CancellationToken cancellationToken) =>
        (await catalog.LoadReferenceAsync(branch, cancellationToken))?.Hash
        ?? throw new LakehouseException($"The branch '{branch}' was deleted while a run was at work on it; nothing was published.");

    private async Task<HashSet<string>> ChangedAsync(string from, string to, CancellationToken cancellationToken) =>
        [.. (await catalog.DiffAsync(from, to, cancellationToken)).Where(change => change.Entry != CatalogEntryKind.Namespace).Select(change => change.Name)];

    /// <summary>Most often a few commits came in between, so the log is not read to its end at once.</summary>
    private async Task<bool> IsAncestorAsync(string commit, string head, CancellationToken cancellationToken)
    {
        foreach (var depth in LogDepths)
        {
            var log = await catalog.LogAsync(head, depth, cancellationToken);
            if (log.Any(known => known.Hash == commit))
                return true;
            if (log.Count < depth)
                break;
        }

        return false;
    }
}
