using System.Globalization;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Metadata;

namespace Paklog.Lakehouse.Iceberg.Scans;

/// <summary>How large a table's head is: by its summary, whose totals are optional (spec Appendix F), else counted from the manifests.</summary>
/// <param name="Records">Rows of the data files, deleted ones included.</param>
public sealed record TableFigures(long DataFiles, long DeleteFiles, long Bytes, long Records)
{
    public static async Task<TableFigures> ReadAsync(Table table, ManifestCache cache, CancellationToken cancellationToken)
    {
        var snapshot = table.Metadata.CurrentSnapshot;
        return snapshot is null ? new TableFigures(0, 0, 0, 0) : FromSummary(snapshot) ?? await CountAsync(table, cache, snapshot, cancellationToken);
    }

    private static TableFigures? FromSummary(Snapshot snapshot) =>
        Total(SnapshotSummaryKeys.TotalDataFiles, snapshot) is { } dataFiles
        && Total(SnapshotSummaryKeys.TotalDeleteFiles, snapshot) is { } deleteFiles
        && Total(SnapshotSummaryKeys.TotalFilesSize, snapshot) is { } bytes
        && Total(SnapshotSummaryKeys.TotalRecords, snapshot) is { } records
            ? new TableFigures(dataFiles, deleteFiles, bytes, records)
            : null;

    private static long? Total(string key, Snapshot snapshot) =>
        snapshot.Summary.TryGetValue(key, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static async Task<TableFigures> CountAsync(Table table, ManifestCache cache, Snapshot snapshot, CancellationToken cancellationToken)
    {
        var (dataFiles, deleteFiles, size, records) = (0L, 0L, 0L, 0L);
        var manifests = (await SnapshotManifests.ReadAsync(cache, table.Files, snapshot, cancellationToken)).Where(manifest => manifest.HasLiveFiles);
        await foreach (var entries in cache.ReadAllAsync(table.Files, manifests, cancellationToken))
        {
            foreach (var file in entries.Where(entry => entry.IsLive).Select(entry => entry.DataFile))
            {
                size += file.FileSizeInBytes;
                if (file.Content == FileContent.Data)
                    (dataFiles, records) = (dataFiles + 1, records + file.RecordCount);
                else
                    deleteFiles++;
            }
        }

        return new TableFigures(dataFiles, deleteFiles, size, records);
    }
}
