using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Requests;
using Paklog.Lakehouse.Nessie.Api;
using Polly;
using Polly.Retry;

namespace Paklog.Lakehouse.Nessie;

/// <summary>
/// Makes commits: plans operations on the head of a branch and sends them with its hash. Nessie lets commits to other keys come in between; where one changed the same keys it refuses,
/// and the plan is made again on the new head, so a plan must check all that it depends on.
/// </summary>
/// <remarks>
/// A commit that got no answer is sent again as it was. It cannot happen twice: it has changed its keys since the hash that it expects, so Nessie refuses the second.
/// Each commit carries an id of its own in its properties, by which one that was refused is then found in the log.
/// </remarks>
internal sealed class NessieCommitter
{
    /// <summary>The property of a commit that holds its id.</summary>
    internal const string CommitIdProperty = "commit-id";

    private readonly NessieClient client;
    private readonly NessieCatalogOptions options;
    private readonly ResiliencePipeline conflicts;

    internal NessieCommitter(NessieClient client, NessieCatalogOptions options)
    {
        this.client = client;
        this.options = options;
        conflicts = options.CommitAttempts <= 1 ? ResiliencePipeline.Empty : new ResiliencePipelineBuilder { TimeProvider = options.Clock }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = options.CommitAttempts - 1,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromMilliseconds(5),
                MaxDelay = TimeSpan.FromMilliseconds(500),
                Randomizer = options.Random,
                ShouldHandle = new PredicateBuilder().Handle<RefusedException>(IsOfOthers),
            })
            .Build();
    }

    /// <param name="keys">The contents that the plan reads.</param>
    /// <param name="plan">Gives the operations for this head; none, no commit.</param>
    /// <returns>The hash of the new commit, or of the head where there was nothing to change.</returns>
    internal async Task<string> CommitAsync(
        string branch,
        CommitInfo info,
        IReadOnlyList<ContentKey> keys,
        Func<BranchHead, CancellationToken, Task<IReadOnlyList<NessieOperation>>> plan,
        CancellationToken cancellationToken)
    {
        var commit = new PendingCommit(branch, options.NewGuid().ToString());
        var meta = new NewCommitMeta(info.Author, info.Message, new Dictionary<string, string>(info.Properties) { [CommitIdProperty] = commit.Id });
        try
        {
            return await conflicts.ExecuteAsync(AttemptAsync, cancellationToken);
        }
        catch (RefusedException e) when (IsOfOthers(e))
        {
            if (await FindAsync(commit, cancellationToken) is { } found)
                return found;
            throw new IcebergException(
                IcebergErrorKind.CommitConflict, $"Other commits to branch '{branch}' came first {commit.Attempts} times, the last time to {Refusals.KeysOf(e)}; try again when there is less going on.", retryable: true, e);
        }
        catch (RefusedException e)
        {
            throw Refusals.ToIcebergException(e);
        }
        catch (UnansweredException e) when (commit.LostAt is null)
        {
            throw client.Unavailable(e);
        }
        catch (UnansweredException e)
        {
            return await FindAfterSilenceAsync(commit, e, cancellationToken);
        }

        async ValueTask<string> AttemptAsync(CancellationToken token)
        {
            commit.Attempts++;
            var head = await HeadAsync(commit, keys, token);
            if (await FindAsync(commit, head.Hash, token) is { } found)
                return found;
            if (commit.Refusal is { } refusal && commit.RefusedAt == head.Hash)
                throw Refusals.ToIcebergException(refusal); // no commit of others is to blame, so a new plan would be the same
            var operations = await plan(head, token);
            if (operations.Count == 0)
                return head.Hash;
            try
            {
                return (await client.ChangeAsync((api, t) => api.CommitAsync($"{branch}@{head.Hash}", new NessieCommit(meta, operations), t), token)).TargetBranch.Hash;
            }
            catch (RefusedException e)
            {
                (commit.Refusal, commit.RefusedAt) = (e, head.Hash);
                if (e.AfterLostAnswer)
                    commit.LostAt ??= head.Hash;
                throw;
            }
            catch (UnansweredException e) when (e.MayHaveHappened)
            {
                commit.LostAt ??= head.Hash;
                throw;
            }
        }
    }

    /// <summary>The head of a branch with the contents of those keys that exist there.</summary>
    internal async Task<BranchHead> HeadAsync(string branch, IReadOnlyList<ContentKey> keys, CancellationToken cancellationToken)
    {
        if (!ReferenceName.IsValid(branch))
            throw NoBranch(branch);
        try
        {
            // Nessie refuses to give the contents of no keys.
            var (contents, reference) = keys.Count > 0
                ? await client.ReadAsync((api, t) => api.GetContentsAsync(branch, new ContentsRequest(keys), t), cancellationToken)
                : new ContentsAnswer([], (await client.ReadAsync((api, t) => api.GetReferenceAsync(branch, t), cancellationToken)).Reference);
            if (reference.Type != NessieReference.Branch)
                throw new IcebergException(IcebergErrorKind.ValidationFailed, $"'{branch}' is a tag and does not move; commit to a branch.");
            return new BranchHead(reference.Hash, contents);
        }
        catch (RefusedException e) when (e.Code == NessieError.ReferenceNotFound)
        {
            throw NoBranch(branch, e);
        }
        catch (RefusedException e)
        {
            throw Refusals.ToIcebergException(e);
        }
    }

    private async Task<BranchHead> HeadAsync(PendingCommit commit, IReadOnlyList<ContentKey> keys, CancellationToken cancellationToken)
    {
        try
        {
            return await HeadAsync(commit.Branch, keys, cancellationToken);
        }
        catch (IcebergException e) when (commit.LostAt is not null)
        {
            throw Unknown(commit, e);
        }
    }

    private static IcebergException NoBranch(string branch, Exception? inner = null) =>
        new(IcebergErrorKind.NotFound, $"There is no branch '{branch}'; create it, or name another.", inner: inner);

    /// <summary>The keys have changed, or the expected commit is no longer part of the branch: it is worth a look at the new head.</summary>
    private static bool IsOfOthers(RefusedException e) => e.Code is NessieError.ReferenceConflict or NessieError.ReferenceNotFound;

    private async Task<string> FindAfterSilenceAsync(PendingCommit commit, Exception silence, CancellationToken cancellationToken)
    {
        try
        {
            if (await FindAsync(commit, cancellationToken) is { } found)
                return found;
        }
        catch (IcebergException)
        {
            // The log cannot be read either, or the branch has gone: the outcome stays unknown.
        }

        throw Unknown(commit, silence);
    }

    private async Task<string?> FindAsync(PendingCommit commit, CancellationToken cancellationToken) =>
        commit.LostAt is null ? null : await FindAsync(commit, (await HeadAsync(commit, [], cancellationToken)).Hash, cancellationToken);

    /// <summary>Looks for the commit between the head and the commit that it was made on, if an answer was lost.</summary>
    /// <exception cref="IcebergException">CommitStateUnknown: the branch was moved elsewhere, so that its log does not tell, or the log cannot be read.</exception>
    private async Task<string?> FindAsync(PendingCommit commit, string head, CancellationToken cancellationToken)
    {
        if (commit.LostAt is null || commit.LostAt == head)
            return null;
        try
        {
            await foreach (var entry in client.HistoryAsync("@" + head, "MINIMAL", NessieClient.LongestPage, cancellationToken))
            {
                if (entry.CommitMeta.AllProperties?.GetValueOrDefault(CommitIdProperty)?.Contains(commit.Id) == true)
                    return entry.CommitMeta.Hash;
                if (entry.ParentCommitHash == commit.LostAt)
                    return null;
            }
        }
        catch (Exception e) when (e is IcebergException or RefusedException)
        {
            throw Unknown(commit, e);
        }

        throw Unknown(commit, null);
    }

    private static IcebergException Unknown(PendingCommit commit, Exception? inner) => new(
        IcebergErrorKind.CommitStateUnknown,
        $"Nessie did not answer whether the commit {commit.Id} to branch '{commit.Branch}' happened, and the branch's log does not tell; look there for its property '{CommitIdProperty}' before it is tried again.",
        inner: inner);

    /// <summary>What is known of a commit while it is tried.</summary>
    private sealed class PendingCommit(string branch, string id)
    {
        internal string Branch { get; } = branch;

        internal string Id { get; } = id;

        internal int Attempts { get; set; }

        /// <summary>The head of the first try that may have happened without an answer.</summary>
        internal string? LostAt { get; set; }

        internal string? RefusedAt { get; set; }

        internal RefusedException? Refusal { get; set; }
    }
}
