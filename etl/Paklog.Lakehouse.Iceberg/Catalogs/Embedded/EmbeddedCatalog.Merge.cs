namespace Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

public sealed partial class EmbeddedCatalog
{
    /// <inheritdoc/>
    public async Task<string> MergeAsync(string branch, string expectedHash, string from, CommitInfo info, CancellationToken cancellationToken = default)
    {
        var head = await committer.HeadAsync(branch, cancellationToken);
        if (head.Hash != expectedHash)
            throw Moved(branch, expectedHash);
        var (merged, commit) = await ResolveAsync(from, cancellationToken);
        var ancestor = await new CommitGraph(objects).FindCommonAncestorAsync(head.Hash, merged, cancellationToken);
        if (ancestor == merged)
            return head.Hash;
        var result = ancestor == head.Hash ? merged : await WriteMergeAsync(branch, head.Hash, from, merged, commit.Root, ancestor, info, cancellationToken);
        return await references.CompareAndSwapAsync(branch, head, head with { Hash = result }, cancellationToken) ? result : throw Moved(branch, expectedHash);
    }

    private async Task<string> WriteMergeAsync(
        string branch, string head, string from, string merged, string? mergedRoot, string? ancestor, CommitInfo info, CancellationToken cancellationToken)
    {
        var root = await RootOfAsync(head, cancellationToken);
        var merge = new CatalogMerge(tree, ancestor is null ? null : await RootOfAsync(ancestor, cancellationToken), root, mergedRoot);
        var (edits, conflicts) = await merge.PlanAsync(cancellationToken);
        if (conflicts.Count > 0)
        {
            throw new IcebergException(
                IcebergErrorKind.CommitConflict,
                $"{string.Join(", ", conflicts)} changed both on '{from}' (at {merged}) and on '{branch}' (at {head}) since they parted at {ancestor ?? "the beginning"}; take the change back on one side.");
        }

        return await committer.WriteMergeAsync(head, merged, info, edits, cancellationToken);
    }
}
