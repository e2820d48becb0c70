namespace Paklog.Lakehouse.Iceberg.Metadata;

/// <summary>The keys of snapshot summaries (spec Appendix F, "Optional Snapshot Summary Fields").</summary>
public static class SnapshotSummaryKeys
{
    public const string Operation = "operation";
    public const string AddedDataFiles = "added-data-files";
    public const string DeletedDataFiles = "deleted-data-files";
    public const string TotalDataFiles = "total-data-files";
    public const string AddedDeleteFiles = "added-delete-files";
    public const string RemovedDeleteFiles = "removed-delete-files";
    public const string TotalDeleteFiles = "total-delete-files";
    public const string AddedPositionDeleteFiles = "added-position-delete-files";
    public const string RemovedPositionDeleteFiles = "removed-position-delete-files";
    public const string AddedEqualityDeleteFiles = "added-equality-delete-files";
    public const string RemovedEqualityDeleteFiles = "removed-equality-delete-files";
    public const string AddedRecords = "added-records";
    public const string DeletedRecords = "deleted-records";
    public const string TotalRecords = "total-records";
    public const string AddedFilesSize = "added-files-size";
    public const string RemovedFilesSize = "removed-files-size";
    public const string TotalFilesSize = "total-files-size";
    public const string AddedPositionDeletes = "added-position-deletes";
    public const string RemovedPositionDeletes = "removed-position-deletes";
    public const string TotalPositionDeletes = "total-position-deletes";
    public const string AddedEqualityDeletes = "added-equality-deletes";
    public const string RemovedEqualityDeletes = "removed-equality-deletes";
    public const string TotalEqualityDeletes = "total-equality-deletes";
    public const string ChangedPartitionCount = "changed-partition-count";
    public const string ReplacePartitions = "replace-partitions";
    public const string ManifestsCreated = "manifests-created";
    public const string ManifestsReplaced = "manifests-replaced";
    public const string ManifestsKept = "manifests-kept";
}
