using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Metadata;

namespace Paklog.Lakehouse.Iceberg.Scans;

/// <summary>
/// What one snapshot did to its parent. For <see cref="SnapshotOperation.Append"/> the added data files are all of it; after a
/// <see cref="SnapshotOperation.Replace"/> the rows are the same as before; anything else changed rows in the partitions of all four lists.
/// </summary>
public sealed record SnapshotChange(
    Snapshot Snapshot,
    IReadOnlyList<DataFile> AddedDataFiles,
    IReadOnlyList<DataFile> RemovedDataFiles,
    IReadOnlyList<DataFile> AddedDeleteFiles,
    IReadOnlyList<DataFile> RemovedDeleteFiles);
