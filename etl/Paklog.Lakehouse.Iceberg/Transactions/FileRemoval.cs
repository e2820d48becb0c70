using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Scans;

namespace Paklog.Lakehouse.Iceberg.Transactions;

/// <summary>Which live files a snapshot takes away.</summary>
internal abstract class FileRemoval
{
    /// <summary>False only when the manifest's list entry proves that it holds none of the files.</summary>
    internal abstract bool MayBeIn(ManifestFile manifest);

    internal abstract bool Takes(DataFile file);

    /// <summary>A sentence about a file that should have been there, or null.</summary>
    internal virtual string? Missing(IReadOnlySet<string> removed) => null;

    /// <summary>The files by path, all of which must be live.</summary>
    internal static FileRemoval Of(TableMetadata metadata, IReadOnlyCollection<DataFile> files) => new ByPath(metadata, files);

    /// <summary>All files of the partitions; a partition without files is no error.</summary>
    internal static FileRemoval Of(TableMetadata metadata, IReadOnlySet<PartitionKey> partitions) => new ByPartition(metadata, partitions);

    /// <summary>All files of the partitions whose rows all match; a file of which only some rows may match is refused.</summary>
    internal static FileRemoval Of(TableMetadata metadata, Expression filter) => new ByFilter(metadata, filter);

    /// <summary>Delete files that refer to one data file each, which is gone.</summary>
    internal static FileRemoval OfDeletesFor(TableMetadata metadata, IReadOnlyCollection<DataFile> removedDataFiles) =>
        new Dangling(metadata, removedDataFiles);

    internal static FileRemoval Either(FileRemoval one, FileRemoval other) => new Both(one, other);

    private sealed class ByPath(TableMetadata metadata, IReadOnlyCollection<DataFile> files) : FileRemoval
    {
        private readonly HashSet<string> paths = files.Select(file => file.FilePath).ToHashSet();
        private readonly HashSet<PartitionKey> partitions = files.Select(PartitionKey.Of).ToHashSet();

        internal override bool MayBeIn(ManifestFile manifest) => PartitionRange.MayHoldAny(metadata, manifest, partitions);

        internal override bool Takes(DataFile file) => paths.Contains(file.FilePath);

        internal override string? Missing(IReadOnlySet<string> removed) =>
            paths.FirstOrDefault(path => !removed.Contains(path)) is { } path
                ? $"the file {path}, which it takes away, is no longer in the table; another commit was faster"
                : null;
    }

    private sealed class ByPartition(TableMetadata metadata, IReadOnlySet<PartitionKey> partitions) : FileRemoval
    {
        internal override bool MayBeIn(ManifestFile manifest) => PartitionRange.MayHoldAny(metadata, manifest, partitions);

        // An equality delete of an unpartitioned spec holds in the partitions of all specs, so it outlives its own (spec, "Scan Planning").
        internal override bool Takes(DataFile file) =>
            partitions.Contains(PartitionKey.Of(file))
            && !(file.Content == FileContent.EqualityDeletes && metadata.GetSpec(file.SpecId).IsUnpartitioned);
    }

    private sealed class ByFilter(TableMetadata metadata, Expression filter) : FileRemoval
    {
        private readonly Dictionary<int, ManifestEvaluator> manifests = [];
        private readonly Dictionary<int, PartitionCoverage> partitions = [];
        private readonly MetricsEvaluator metrics = new(filter, metadata.CurrentSchema);

        internal override bool MayBeIn(ManifestFile manifest)
        {
            if (!manifests.TryGetValue(manifest.PartitionSpecId, out var evaluator))
                manifests.Add(manifest.PartitionSpecId, evaluator = new(filter, metadata.GetSpec(manifest.PartitionSpecId), metadata.CurrentSchema));
            return evaluator.MightMatch(manifest);
        }

        internal override bool Takes(DataFile file)
        {
            if (!partitions.TryGetValue(file.SpecId, out var coverage))
                partitions.Add(file.SpecId, coverage = new(filter, metadata.GetSpec(file.SpecId), metadata.CurrentSchema));
            if (!coverage.MightMatch(file.Partition))
                return false;
            if (coverage.CoversAll(file.Partition))
                return true;
            if (file.Content == FileContent.Data && metrics.MightMatch(file))
            {
                throw new IcebergException(
                    IcebergErrorKind.ValidationFailed,
                    $"Some rows of {file.FilePath} may match {filter} and some may not, so the file cannot be taken away as a whole; "
                    + "filter by whole partitions or delete rows.");
            }

            return false;
        }
    }

    private sealed class Dangling(TableMetadata metadata, IReadOnlyCollection<DataFile> removedDataFiles) : FileRemoval
    {
        private readonly HashSet<string> paths = removedDataFiles.Select(file => file.FilePath).ToHashSet();
        private readonly HashSet<PartitionKey> partitions = removedDataFiles.Select(PartitionKey.Of).ToHashSet();

        internal override bool MayBeIn(ManifestFile manifest) => PartitionRange.MayHoldAny(metadata, manifest, partitions);

        internal override bool Takes(DataFile file) =>
            file.Content == FileContent.PositionDeletes && DeletedPaths.Of(file).OnlyPath is { } path && paths.Contains(path);
    }

    private sealed class Both(FileRemoval one, FileRemoval other) : FileRemoval
    {
        internal override bool MayBeIn(ManifestFile manifest) => one.MayBeIn(manifest) || other.MayBeIn(manifest);

        internal override bool Takes(DataFile file) => one.Takes(file) || other.Takes(file);

        internal override string? Missing(IReadOnlySet<string> removed) => one.Missing(removed) ?? other.Missing(removed);
    }
}
