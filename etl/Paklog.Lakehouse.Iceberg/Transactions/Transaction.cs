using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Metadata;
using Polly;
using Polly.Retry;

namespace Paklog.Lakehouse.Iceberg.Transactions;

/// <summary>
/// Changes of any number of tables that become visible together on a branch of a catalog, or not at all.
/// When another commit comes first, the tables are loaded again and the actions applied to what they have become.
/// </summary>
public sealed class Transaction(ICatalog catalog, string branch, TransactionOptions options)
{
    /// <summary>The catalog commit carries this property, by which a commit of unknown outcome is found again.</summary>
    public const string CommitIdProperty = "transaction-id";

    private const int LogDepth = 200;

    private readonly Dictionary<(TableIdentifier, string), TableTransaction> tables = [];
    private readonly List<TableTransaction> order = [];
    private bool isCommitted;

    /// <summary>The actions on a table; the same object each time. <paramref name="tableBranch"/> is a branch of the table, not of the catalog.</summary>
    /// <exception cref="InvalidOperationException">The table is in this transaction with another of its branches.</exception>
    public TableTransaction Table(TableIdentifier identifier, string tableBranch = SnapshotRef.MainBranch)
    {
        if (tables.TryGetValue((identifier, tableBranch), out var known))
            return known;
        if (order.Exists(other => other.Identifier == identifier))
            throw new InvalidOperationException(
                $"{identifier} is already in this transaction with another branch; a transaction changes one branch of a table.");
        var table = new TableTransaction(identifier, tableBranch);
        tables.Add((identifier, tableBranch), table);
        order.Add(table);
        return table;
    }

    /// <summary>
    /// Commits all actions in one catalog commit.
    /// Error ValidationFailed when an action does not fit what the table has become; CommitConflict when others got in the way each time;
    /// CommitStateUnknown when it cannot be told whether the commit happened: every file is kept then, and the transaction is never committed again.
    /// </summary>
    public async Task<TransactionResult> CommitAsync(CommitInfo info, CancellationToken cancellationToken = default)
    {
        if (isCommitted)
            throw new InvalidOperationException("This transaction has been committed, or its outcome is unknown; start a new one.");
        var retry = new ResiliencePipelineBuilder<TransactionResult> { TimeProvider = options.Clock };
        if (options.MaxAttempts > 1)
        {
            retry.AddRetry(new RetryStrategyOptions<TransactionResult>
            {
                MaxRetryAttempts = options.MaxAttempts - 1,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = options.FirstDelay,
                MaxDelay = options.LongestDelay,
                Randomizer = options.Random.NextDouble,
                ShouldHandle = new PredicateBuilder<TransactionResult>().Handle<IcebergException>(
                    e => e is { Kind: IcebergErrorKind.CommitConflict, Retryable: true }),
            });
        }

        return await retry.Build().ExecuteAsync(async token => await AttemptAsync(info, token), cancellationToken);
    }

    private async Task<TransactionResult> AttemptAsync(CommitInfo info, CancellationToken cancellationToken)
    {
        var changes = new List<TableChange>();
        try
        {
            foreach (var table in order.Where(table => table.HasActions))
            {
                var loaded = await catalog.LoadTableAsync(table.Identifier, branch, cancellationToken);
                changes.Add(await table.PrepareAsync(loaded, options, cancellationToken));
            }
        }
        catch
        {
            await DeleteWrittenAsync(changes);
            throw;
        }

        var commits = changes.Select(change => change.Commit).OfType<TableCommit>().ToList();
        if (commits.Count == 0)
            return new TransactionResult(await HeadAsync(cancellationToken), new Dictionary<TableIdentifier, long>());
        var transactionId = options.NextUuid().ToString();
        var marked = info with { Properties = new Dictionary<string, string>(info.Properties) { [CommitIdProperty] = transactionId } };
        isCommitted = true;
        try
        {
            return Result(await catalog.CommitAsync(branch, commits, marked, cancellationToken), changes);
        }
        catch (IcebergException e) when (e.Kind is IcebergErrorKind.CommitConflict or IcebergErrorKind.ValidationFailed or IcebergErrorKind.AlreadyExists)
        {
            isCommitted = false;
            await DeleteWrittenAsync(changes);
            throw;
        }
        catch (IcebergException e) when (e.Kind == IcebergErrorKind.CommitStateUnknown)
        {
            if (await FindAsync(transactionId, changes) is { } hash)
                return Result(hash, changes);
            throw;
        }
    }

    /// <summary>
    /// Looks for a commit of unknown outcome: in the log by its id, then in the tables by the ids of the snapshots. Null is no proof that it will
    /// not appear.
    /// </summary>
    private async Task<string?> FindAsync(string transactionId, List<TableChange> changes)
    {
        try
        {
            if (await FindInLogAsync(transactionId) is { } found)
                return found;
            foreach (var change in changes.Where(change => change.AddedSnapshots.Count > 0))
            {
                var table = await catalog.LoadTableAsync(change.Identifier, branch, CancellationToken.None);
                if (table?.Metadata.FindSnapshot(change.AddedSnapshots[^1]) is not null)
                    return await HeadAsync(CancellationToken.None);
            }
        }
        catch (Exception e) when (e is IcebergException or IOException or HttpRequestException)
        {
            // The catalog cannot be read either, so the outcome stays unknown and the caller hears of that.
        }

        return null;
    }

    private async Task<string?> FindInLogAsync(string transactionId)
    {
        try
        {
            var log = await catalog.LogAsync(branch, LogDepth, CancellationToken.None);
            return log.FirstOrDefault(commit => commit.Properties.GetValueOrDefault(CommitIdProperty) == transactionId)?.Hash;
        }
        catch (IcebergException e) when (e.Kind == IcebergErrorKind.Unsupported)
        {
            return null;
        }
    }

    /// <summary>Empty in a catalog that tells no hashes, as its commits' are (REST).</summary>
    private async Task<string> HeadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await catalog.LoadReferenceAsync(branch, cancellationToken))?.Hash
                ?? throw new IcebergException(IcebergErrorKind.NotFound, $"The catalog has no branch '{branch}'; create it first.");
        }
        catch (IcebergException e) when (e.Kind == IcebergErrorKind.Unsupported)
        {
            return "";
        }
    }

    private static TransactionResult Result(string hash, List<TableChange> changes) =>
        new(hash, changes.Where(change => change.AddedSnapshots.Count > 0).ToDictionary(change => change.Identifier, change => change.AddedSnapshots[^1]));

    private static async Task DeleteWrittenAsync(List<TableChange> changes)
    {
        foreach (var change in changes)
            await TableTransaction.DeleteWrittenAsync(change);
    }
}
