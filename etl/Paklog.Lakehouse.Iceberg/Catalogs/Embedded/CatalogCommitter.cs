namespace Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

/// <summary>
/// Makes commits: plans edits on the head of a branch, writes tree and commit, and swaps the reference. Where another commit came first the plan is made again on its result,
/// so a plan must check all that it depends on.
/// </summary>
internal sealed class CatalogCommitter(ObjectStore objects, CatalogTree tree, IReferenceStore references, EmbeddedCatalogOptions options)
{
    private const int LongestWaitExponent = 8;

    /// <param name="plan">Gives the edits for the tree with this root; no edits, no commit.</param>
    /// <returns>The hash of the new commit, or of the head where there was nothing to change.</returns>
    internal async Task<string> CommitAsync(
        string branch, CommitInfo info, Func<string?, CancellationToken, Task<IReadOnlyList<CatalogEdit>>> plan, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= options.CommitAttempts; attempt++)
        {
            var head = await HeadAsync(branch, cancellationToken);
            var parent = await objects.ReadAsync(head.Hash, CommitObject.ReadFrom, cancellationToken);
            var update = await tree.ApplyAsync(parent.Root, await plan(parent.Root, cancellationToken), cancellationToken);
            if (update.Changes.Count == 0)
                return head.Hash;
            var commit = NewCommit([head.Hash], info, update.Changes, update.Root).Encode();
            update.Written.Add(commit);

            // A look at the head first: an attempt that has lost already leaves no objects behind.
            if (await references.ReadAsync(branch, cancellationToken) == head)
            {
                await objects.WriteAsync(update.Written, cancellationToken);
                if (await references.CompareAndSwapAsync(branch, head, head with { Hash = commit.Hash }, cancellationToken))
                    return commit.Hash;
            }

            var longest = 4 << Math.Min(attempt, LongestWaitExponent);
            await Task.Delay(TimeSpan.FromMilliseconds(longest * options.Random()), options.Clock, cancellationToken);
        }

        throw new IcebergException(
            IcebergErrorKind.CommitConflict, $"Other commits to branch '{branch}' came first {options.CommitAttempts} times; try again when there is less going on.", retryable: true);
    }

    /// <summary>Writes a commit with two parents, made of the first by the edits; no reference names it yet.</summary>
    internal async Task<string> WriteMergeAsync(string head, string merged, CommitInfo info, IReadOnlyList<CatalogEdit> edits, CancellationToken cancellationToken)
    {
        var parent = await objects.ReadAsync(head, CommitObject.ReadFrom, cancellationToken);
        var update = await tree.ApplyAsync(parent.Root, edits, cancellationToken);
        var commit = NewCommit([head, merged], info, update.Changes, update.Root).Encode();
        await objects.WriteAsync([.. update.Written, commit], cancellationToken);
        return commit.Hash;
    }

    /// <summary>Creates the branch with a commit of its own, without parents; false where the name is taken.</summary>
    internal async Task<bool> CreateRootAsync(string branch, CommitInfo info, CancellationToken cancellationToken)
    {
        var commit = NewCommit([], info, [], null).Encode();
        await objects.WriteAsync([commit], cancellationToken);
        return await references.CompareAndSwapAsync(branch, null, new CatalogReference(branch, ReferenceKind.Branch, commit.Hash), cancellationToken);
    }

    internal async Task<CatalogReference> HeadAsync(string branch, CancellationToken cancellationToken)
    {
        var head = (ReferenceName.IsValid(branch) ? await references.ReadAsync(branch, cancellationToken) : null)
            ?? throw new IcebergException(IcebergErrorKind.NotFound, $"There is no branch '{branch}'; create it, or name another.");
        if (head.Kind != ReferenceKind.Branch)
            throw new IcebergException(IcebergErrorKind.ValidationFailed, $"'{branch}' is a tag and does not move; commit to a branch.");
        return head;
    }

    /// <summary>Times are kept in microseconds, as the file has them, so that what is cached equals what is read.</summary>
    private CommitObject NewCommit(IReadOnlyList<string> parents, CommitInfo info, IReadOnlyList<CatalogChange> changes, string? root)
    {
        var now = options.Clock.GetUtcNow();
        var time = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        return new CommitObject(parents, info.Author, info.Message, time, info.Properties, changes, root);
    }
}
