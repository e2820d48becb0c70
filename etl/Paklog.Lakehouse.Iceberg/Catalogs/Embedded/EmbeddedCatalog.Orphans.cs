using System.Text.RegularExpressions;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

public sealed partial class EmbeddedCatalog
{
    /// <summary>
    /// The files in the warehouse's table folders and in the catalog's that no commit of any branch or tag leads to: what writers left behind that died or lost. Files that
    /// stand elsewhere are not this catalog's and are never looked at.
    /// </summary>
    /// <param name="before">Younger files are left out: a writer that is still at work names its files only at the end.</param>
    /// <param name="without">References that count as deleted already.</param>
    /// <param name="history">
    /// How far back the log is to lead to tables that can be read: what only commits name that had been superseded before is an orphan too. The commits themselves stay. Null for the whole log.
    /// </param>
    /// <param name="unreadable">
    /// Gets an error for each table that cannot be read. Since it may name any file of a table, as tables share files, none of these is then called an orphan: what is left are objects of the catalog
    /// and files without a name. Null where that is thrown.
    /// </param>
    /// <exception cref="IcebergException">Something cannot be read that may name files.</exception>
    public async Task<IReadOnlyList<OrphanFile>> FindOrphansAsync(
        DateTimeOffset before,
        IReadOnlyCollection<CatalogReference> without,
        DateTimeOffset? history = null,
        ICollection<IcebergException>? unreadable = null,
        CancellationToken cancellationToken = default)
    {
        // In this order: what is committed after the listing began is named.
        var candidates = await ListOldAsync(before, cancellationToken);
        var named = new NamedFiles(objects, io, unreadable);
        var since = await marks.HistoryAsync(cancellationToken);
        since = history > since ? history.Value : since;
        IReadOnlyList<CatalogReference> seen;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            seen = await references.ListAsync(cancellationToken);
            foreach (var reference in seen.Except(without))
                await named.AddAsync(reference.Hash, since, cancellationToken);
        }
        while (!seen.SequenceEqual(await references.ListAsync(cancellationToken)));
        await named.CompleteAsync(cancellationToken);
        if (unreadable?.Count > 0)
            candidates = [.. candidates.Where(file => file.Kind is OrphanKind.Unfinished or OrphanKind.CatalogObject)];
        return [.. candidates.Where(file => file.Kind == OrphanKind.Unfinished || !named.Contain(Location.FileName(file.Location)))];
    }

    /// <summary>Deletes orphans that were found just now, but for those that were written again since.</summary>
    /// <param name="removed">Told of each file that is gone.</param>
    public async Task RemoveOrphansAsync(IEnumerable<OrphanFile> orphans, Action<OrphanFile> removed, CancellationToken cancellationToken = default)
    {
        foreach (var orphan in orphans)
        {
            if ((await io.FindAsync(orphan.Location, cancellationToken))?.LastModified != orphan.LastModified)
                continue;
            await io.DeleteAsync(orphan.Location, cancellationToken);
            removed(orphan);
        }
    }

    private async Task<IReadOnlyList<OrphanFile>> ListOldAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var old = new List<OrphanFile>();
        foreach (var files in new[] { io.ListAsync(warehouse, cancellationToken), io.ListUnfinishedAsync(warehouse, cancellationToken) })
        {
            await foreach (var file in files)
            {
                if (file.LastModified < before && KindOf(file.Location[(warehouse.Length + 1)..]) is { } kind)
                    old.Add(new OrphanFile(kind, file.Location, file.Length, file.LastModified));
            }
        }

        return old;
    }

    private static OrphanKind? KindOf(string relative)
    {
        var isCatalog = relative.StartsWith(EntryName.CatalogFolder + "/", StringComparison.Ordinal);
        var table = isCatalog ? null : FileOfTable().Match(relative);
        if (table is { Success: false })
            return null;
        if (relative.EndsWith(LocalFileIO.UnfinishedSuffix, StringComparison.Ordinal))
            return OrphanKind.Unfinished;
        if (table is not null)
            return table.Groups[1].Value == "data" ? OrphanKind.Data : OrphanKind.Metadata;
        return CatalogObject().IsMatch(relative) ? OrphanKind.CatalogObject : null;
    }

    /// <summary>A table's folder ends with eight digits of a UUID (<see cref="EntryName.DefaultLocation"/>).</summary>
    [GeneratedRegex(@"^(?:[^/]+/)+[^/]+-[0-9a-f]{8}/(data|metadata)/")]
    private static partial Regex FileOfTable();

    [GeneratedRegex(@"^catalog/objects/[0-9a-f]{2}/[0-9a-f]{62}\.json$")]
    private static partial Regex CatalogObject();
}
