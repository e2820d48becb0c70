using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Branches;

/// <summary>Publishes what one branch has to another, as from dev to staging: all tables in one step.</summary>
public sealed class Promotion(ICatalog catalog)
{
    /// <summary>How often others may commit to the target between a look at it and the swap.</summary>
    private const int MaxSwaps = 100;

    /// <exception cref="IcebergException">CommitConflict, naming the tables and both heads, where tables were changed on both sides since they parted.</exception>
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
                var head = await catalog.MergeAsync(to, target.Hash, from, new CommitInfo("lakehouse", $"publish {from} to {to}"), cancellationToken);
                var changes = await catalog.DiffAsync(target.Hash, head, cancellationToken);
                var tables = changes.Where(change => change.Entry == CatalogEntryKind.Table).ToDictionary(change => change.Name, change => change.Kind);
                return new PublishedBranch(from, to, target.Hash, head, IsFastForward: head == source.Hash, tables);
            }
            catch (IcebergException error) when (error is { Kind: IcebergErrorKind.CommitConflict, Retryable: true } && attempt < MaxSwaps)
            {
                // Another commit came first; what it did is looked at by the next try.
            }
        }
    }
}
