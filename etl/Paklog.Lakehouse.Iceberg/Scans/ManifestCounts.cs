using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Manifests;

namespace Paklog.Lakehouse.Iceberg.Scans;

/// <summary>Lists of format 1 need not say how many files and rows a manifest has; those of format 2 must, so that they are counted before such a manifest is listed again.</summary>
internal static class ManifestCounts
{
    internal static async Task<ManifestFile> CountedAsync(ManifestCache cache, TableFiles files, ManifestFile manifest, CancellationToken cancellationToken)
    {
        if (manifest is
            {
                AddedFilesCount: not null, ExistingFilesCount: not null, DeletedFilesCount: not null, AddedRowsCount: not null, ExistingRowsCount: not null, DeletedRowsCount: not null,
            })
        {
            return manifest;
        }

        var entries = await cache.ReadAsync(files, manifest, cancellationToken);
        return manifest with
        {
            AddedFilesCount = Files(EntryStatus.Added),
            ExistingFilesCount = Files(EntryStatus.Existing),
            DeletedFilesCount = Files(EntryStatus.Deleted),
            AddedRowsCount = Rows(EntryStatus.Added),
            ExistingRowsCount = Rows(EntryStatus.Existing),
            DeletedRowsCount = Rows(EntryStatus.Deleted),
        };

        int Files(EntryStatus status) => entries.Count(entry => entry.Status == status);

        long Rows(EntryStatus status) => entries.Where(entry => entry.Status == status).Sum(entry => entry.DataFile.RecordCount);
    }
}
