using System.Globalization;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Scans;

namespace Paklog.Lakehouse.Iceberg.Transactions;

/// <summary>Counts what a snapshot adds and takes away (spec Appendix F).</summary>
internal sealed class SnapshotSummaryBuilder
{
    private readonly Counts added = new();
    private readonly Counts removed = new();
    private readonly HashSet<PartitionKey> changedPartitions = [];

    internal void Added(DataFile file) => Count(added, file);

    internal void Removed(DataFile file) => Count(removed, file);

    /// <summary>The summary: the writer's own properties, over which the counts are laid, so that nothing of the writer's can pass for a count.</summary>
    internal IReadOnlyDictionary<string, string> Build(string operation, IReadOnlyDictionary<string, string>? own, Snapshot? parent)
    {
        var summary = new Dictionary<string, string>(own ?? new Dictionary<string, string>()) { [SnapshotSummaryKeys.Operation] = operation };
        Set(SnapshotSummaryKeys.AddedDataFiles, SnapshotSummaryKeys.DeletedDataFiles, SnapshotSummaryKeys.TotalDataFiles, c => c.DataFiles);
        Set(
            SnapshotSummaryKeys.AddedDeleteFiles,
            SnapshotSummaryKeys.RemovedDeleteFiles,
            SnapshotSummaryKeys.TotalDeleteFiles,
            c => c.PositionDeleteFiles + c.EqualityDeleteFiles);
        Set(SnapshotSummaryKeys.AddedPositionDeleteFiles, SnapshotSummaryKeys.RemovedPositionDeleteFiles, null, c => c.PositionDeleteFiles);
        Set(SnapshotSummaryKeys.AddedEqualityDeleteFiles, SnapshotSummaryKeys.RemovedEqualityDeleteFiles, null, c => c.EqualityDeleteFiles);
        Set(SnapshotSummaryKeys.AddedRecords, SnapshotSummaryKeys.DeletedRecords, SnapshotSummaryKeys.TotalRecords, c => c.Records);
        Set(SnapshotSummaryKeys.AddedFilesSize, SnapshotSummaryKeys.RemovedFilesSize, SnapshotSummaryKeys.TotalFilesSize, c => c.Size);
        Set(
            SnapshotSummaryKeys.AddedPositionDeletes,
            SnapshotSummaryKeys.RemovedPositionDeletes,
            SnapshotSummaryKeys.TotalPositionDeletes,
            c => c.PositionDeletes);
        Set(
            SnapshotSummaryKeys.AddedEqualityDeletes,
            SnapshotSummaryKeys.RemovedEqualityDeletes,
            SnapshotSummaryKeys.TotalEqualityDeletes,
            c => c.EqualityDeletes);
        summary[SnapshotSummaryKeys.ChangedPartitionCount] = Text(changedPartitions.Count);
        return summary;

        void Set(string addedKey, string removedKey, string? totalKey, Func<Counts, long> count)
        {
            SetCount(addedKey, count(added));
            SetCount(removedKey, count(removed));
            if (totalKey is null)
                return;
            summary.Remove(totalKey);
            if (Total(parent, totalKey) is { } before && before + count(added) - count(removed) is >= 0 and var total)
                summary[totalKey] = Text(total);
        }

        void SetCount(string key, long count)
        {
            summary.Remove(key);
            if (count > 0)
                summary[key] = Text(count);
        }
    }

    /// <summary>The parent's total; 0 without a parent, unknown when the parent does not say.</summary>
    private static long? Total(Snapshot? parent, string key) =>
        parent is null ? 0
        : parent.Summary.TryGetValue(key, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var total) ? total
        : null;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private void Count(Counts counts, DataFile file)
    {
        changedPartitions.Add(PartitionKey.Of(file));
        counts.Size += file.FileSizeInBytes;
        switch (file.Content)
        {
            case FileContent.Data:
                counts.DataFiles++;
                counts.Records += file.RecordCount;
                break;
            case FileContent.PositionDeletes:
                counts.PositionDeleteFiles++;
                counts.PositionDeletes += file.RecordCount;
                break;
            default:
                counts.EqualityDeleteFiles++;
                counts.EqualityDeletes += file.RecordCount;
                break;
        }
    }

    private sealed class Counts
    {
        internal long DataFiles { get; set; }

        internal long Records { get; set; }

        internal long Size { get; set; }

        internal long PositionDeleteFiles { get; set; }

        internal long PositionDeletes { get; set; }

        internal long EqualityDeleteFiles { get; set; }

        internal long EqualityDeletes { get; set; }
    }
}
