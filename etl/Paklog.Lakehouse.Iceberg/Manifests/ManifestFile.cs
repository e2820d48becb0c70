namespace Paklog.Lakehouse.Iceberg.Manifests;

/// <summary>A manifest as a manifest list names it (spec, "Manifest Lists"). Counts are null when they are not known, as in some v1 lists.</summary>
public sealed record ManifestFile
{
    /// <summary>The sequence number of a manifest whose snapshot has not been committed: the manifest list puts the snapshot's in its place.</summary>
    public const long UnassignedSequenceNumber = -1;

    public required string ManifestPath { get; init; }

    public required long ManifestLength { get; init; }

    public required int PartitionSpecId { get; init; }

    public ManifestContent Content { get; init; }

    /// <summary>The sequence number of the snapshot that added the manifest.</summary>
    public long SequenceNumber { get; init; } = UnassignedSequenceNumber;

    /// <summary>The least data sequence number of the live files; 0 is a number like any other.</summary>
    public long MinSequenceNumber { get; init; } = UnassignedSequenceNumber;

    public required long AddedSnapshotId { get; init; }

    public int? AddedFilesCount { get; init; }

    public int? ExistingFilesCount { get; init; }

    public int? DeletedFilesCount { get; init; }

    public long? AddedRowsCount { get; init; }

    public long? ExistingRowsCount { get; init; }

    public long? DeletedRowsCount { get; init; }

    /// <summary>One summary a field of the partition spec; null when they are not known.</summary>
    public IReadOnlyList<FieldSummary>? Partitions { get; init; }

    public byte[]? KeyMetadata { get; init; }

    /// <summary>Unknown counts are assumed not to be zero.</summary>
    public bool HasAddedFiles => AddedFilesCount is not 0;

    public bool HasExistingFiles => ExistingFilesCount is not 0;

    public bool HasDeletedFiles => DeletedFilesCount is not 0;

    public bool HasLiveFiles => HasAddedFiles || HasExistingFiles;
}
