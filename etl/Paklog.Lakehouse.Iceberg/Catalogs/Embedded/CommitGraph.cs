namespace Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

/// <summary>Ways from commits to their ancestors, along all parents.</summary>
internal sealed class CommitGraph(ObjectStore objects)
{
    [Flags]
    private enum Seen
    {
        FromLeft = 1,
        FromRight = 2,
        FromBoth = FromLeft | FromRight,

        /// <summary>An ancestor of a common ancestor.</summary>
        Behind = 4,
    }

    /// <summary>
    /// The newest commit that is both, or an ancestor of both, and no ancestor of another such commit; null where there is none. Commits are visited from the newest on, so only those that are
    /// younger than the result are read, or few more where clocks went wrong.
    /// </summary>
    internal async Task<string?> FindCommonAncestorAsync(string left, string right, CancellationToken cancellationToken)
    {
        if (left == right)
            return left;
        var seen = new Dictionary<string, Seen>();
        var common = new List<(string Hash, DateTimeOffset Time)>();
        var waiting = new PriorityQueue<string, long>();
        await VisitAsync(left, Seen.FromLeft);
        await VisitAsync(right, Seen.FromRight);
        while (waiting.UnorderedItems.Any(item => !seen[item.Element].HasFlag(Seen.Behind)))
        {
            var hash = waiting.Dequeue();
            var commit = await objects.ReadAsync(hash, CommitObject.ReadFrom, cancellationToken);
            var flags = seen[hash];
            if (flags == Seen.FromBoth)
            {
                common.Add((hash, commit.Time));
                flags |= Seen.Behind;
            }

            foreach (var parent in commit.Parents)
                await VisitAsync(parent, flags);
        }

        return common.Where(commit => seen[commit.Hash] == Seen.FromBoth).OrderByDescending(commit => commit.Time).Select(commit => commit.Hash).FirstOrDefault();

        async Task VisitAsync(string hash, Seen flags)
        {
            var known = seen.GetValueOrDefault(hash);
            if ((known | flags) == known)
                return;
            seen[hash] = known | flags;
            var commit = await objects.ReadAsync(hash, CommitObject.ReadFrom, cancellationToken);
            waiting.Enqueue(hash, -commit.Time.UtcTicks);
        }
    }
}
