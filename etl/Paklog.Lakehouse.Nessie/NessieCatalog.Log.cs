using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Nessie.Api;

namespace Paklog.Lakehouse.Nessie;

public sealed partial class NessieCatalog
{
    /// <inheritdoc/>
    /// <remarks>The empty beginning that every branch of Nessie has in common is no commit: the oldest commits name it as their parent, and the log ends before it.</remarks>
    public async Task<IReadOnlyList<CatalogCommit>> LogAsync(string reference, int limit, CancellationToken cancellationToken = default)
    {
        var history = client.HistoryAsync(PathOf(reference), "ALL", Math.Min(limit, NessieClient.LongestPage), cancellationToken).Take(limit);
        var entries = await ReadAllAsync(history, reference, cancellationToken);
        if (entries.Count == 0)
            return [];

        // Nessie says what a commit put, not what stood there before: that is what the commits before it left, and for the oldest it is asked once.
        var contents = await ContentsBeforeAsync(entries, cancellationToken);
        var log = new List<CatalogCommit>(entries.Count);
        foreach (var entry in Enumerable.Reverse(entries))
        {
            var changes = new List<CatalogChange>();
            foreach (var operation in entry.Operations ?? [])
            {
                if (ChangeOf(operation.Key, contents.GetValueOrDefault(operation.Key), operation.Content) is { } change)
                    changes.Add(change);
                contents[operation.Key] = operation.Content;
            }

            log.Add(ToCommit(entry, changes));
        }

        log.Reverse();
        return log;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CatalogChange>> DiffAsync(string from, string to, CancellationToken cancellationToken = default)
    {
        var (fromPath, toPath) = (PathOf(from), PathOf(to));
        var entries = await ReadAllAsync(
            client.ReadPagesAsync<DiffPage, DiffEntry>((api, page, t) => api.ListDiffAsync(fromPath, toPath, page, t), cancellationToken), $"{from} or {to}", cancellationToken);
        return Sort(entries.Select(entry => ChangeOf(entry.Key, entry.From, entry.To)).OfType<CatalogChange>());
    }

    private static CatalogCommit ToCommit(HistoryEntry entry, IEnumerable<CatalogChange> changes)
    {
        var meta = entry.CommitMeta;
        var properties = (meta.AllProperties ?? new Dictionary<string, IReadOnlyList<string>>()).ToDictionary(property => property.Key, property => string.Join(", ", property.Value));
        var parents = meta.ParentCommitHashes ?? (entry.ParentCommitHash is null ? [] : [entry.ParentCommitHash]);
        return new CatalogCommit(meta.Hash, parents, string.Join(", ", meta.Authors ?? []), meta.Message, meta.CommitTime, properties, Sort(changes));
    }

    /// <summary>Null where neither content is one of Iceberg's, and where both are the same: a merge puts a namespace again that both sides have.</summary>
    private static CatalogChange? ChangeOf(ContentKey key, NessieContent? old, NessieContent? content)
    {
        if (((content ?? old) is not { } either) || NessieContent.KindOf(either.Type) is not { } entry || (old is not null && content is not null && old.IsSameAs(content)))
            return null;
        var kind = old is null ? CatalogChangeKind.Added : content is null ? CatalogChangeKind.Removed : CatalogChangeKind.Changed;
        return new CatalogChange(kind, entry, key.ToString(), old?.MetadataLocation, content?.MetadataLocation);
    }

    private static IReadOnlyList<CatalogChange> Sort(IEnumerable<CatalogChange> changes) =>
        [.. changes.OrderBy(change => change.Entry == CatalogEntryKind.Namespace ? 0 : 1).ThenBy(change => change.Name, StringComparer.Ordinal)];

    /// <summary>What stood, before the oldest of these commits, under the keys that they touch.</summary>
    private async Task<Dictionary<ContentKey, NessieContent?>> ContentsBeforeAsync(List<HistoryEntry> entries, CancellationToken cancellationToken)
    {
        var keys = entries.SelectMany(entry => entry.Operations ?? []).Select(operation => operation.Key).Distinct().ToList();
        if (keys.Count == 0 || entries[^1].ParentCommitHash is not { } parent)
            return [];
        var answer = await ReadAsync((api, t) => api.GetContentsAsync("@" + parent, new ContentsRequest(keys), t), cancellationToken, parent);
        return answer.Contents.ToDictionary(content => content.Key, content => (NessieContent?)content.Content);
    }
}
