using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Maintenance;

/// <summary>
/// Packs the files of a table that are small, or of which much is deleted, into groups of about the target size. A group is of one partition and one spec, and its rows stay in that spec:
/// equality deletes that come later find them only there.
/// </summary>
public static class CompactionPlan
{
    /// <param name="files">The live files of one snapshot.</param>
    public static IReadOnlyList<CompactionGroup> Of(TableMetadata metadata, IEnumerable<FileScanTask> files, CompactionOptions options)
    {
        var groups = new List<CompactionGroup>();
        foreach (var partition in files.Where(file => IsCandidate(file, options)).GroupBy(file => PartitionKey.Of(file.DataFile)))
            groups.AddRange(Pack(Sorted(metadata, [.. partition]), options.TargetBytes).Where(bin => IsWorthIt(bin, options)).Select(bin => new CompactionGroup(partition.Key, bin)));
        return groups;
    }

    private static bool IsCandidate(FileScanTask file, CompactionOptions options) => options.RewriteAll || IsSmall(file.DataFile.FileSizeInBytes, options) || IsWornOut(file);

    private static bool IsSmall(long bytes, CompactionOptions options) => bytes < options.TargetBytes * CompactionOptions.SmallShare;

    /// <summary>Equality deletes cost each reader a join, so they always go.</summary>
    private static bool IsWornOut(FileScanTask file) =>
        file.EqualityDeletes.Count > 0 || file.PositionDeletes.Sum(delete => delete.RecordCount) >= Math.Max(1, file.DataFile.RecordCount * CompactionOptions.MostDeleted);

    private static bool IsWorthIt(List<FileScanTask> bin, CompactionOptions options) =>
        options.RewriteAll
        || bin.Count >= Math.Max(options.MinFiles, 2)
        || bin.Exists(IsWornOut)
        || (bin.Count > 1 && !IsSmall(bin.Sum(file => file.DataFile.FileSizeInBytes), options));

    /// <summary>Neighbours become one file: by the first column of the table's order where the files' bounds tell it, else in the order in which the rows came.</summary>
    private static List<FileScanTask> Sorted(TableMetadata metadata, List<FileScanTask> files)
    {
        var byAge = files.OrderBy(file => file.DataSequenceNumber).ThenBy(file => file.DataFile.FilePath, StringComparer.Ordinal);
        if (metadata.DefaultSortOrder.Fields is not [{ Transform: IdentityTransform, SourceId: var column }, ..]
            || metadata.CurrentSchema.FindField(column) is not { Type: PrimitiveType type }
            || !files.TrueForAll(file => file.DataFile.LowerBounds?.ContainsKey(column) == true))
            return [.. byAge];
        return [.. byAge.OrderBy(file => SingleValue.FromBytes(file.DataFile.LowerBounds![column], type), Comparer<object>.Create(IcebergValue.Compare))];
    }

    private static IEnumerable<List<FileScanTask>> Pack(List<FileScanTask> files, long target)
    {
        var bin = new List<FileScanTask>();
        var bytes = 0L;
        foreach (var file in files)
        {
            if (bin.Count > 0 && bytes + file.DataFile.FileSizeInBytes > target)
            {
                yield return bin;
                (bin, bytes) = ([], 0);
            }

            bin.Add(file);
            bytes += file.DataFile.FileSizeInBytes;
        }

        if (bin.Count > 0)
            yield return bin;
    }
}
