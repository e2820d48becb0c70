namespace Paklog.Lakehouse.Iceberg.Manifests;

/// <summary>
/// A file in a manifest. On reading, null fields have been inherited already (spec, "Sequence Number Inheritance"); they stay null
/// only when a manifest is read that no manifest list names yet.
/// </summary>
/// <param name="SnapshotId">The snapshot that added the file, or deleted it when the status is Deleted.</param>
/// <param name="SequenceNumber">The data sequence number: which deletes apply to the file.</param>
/// <param name="FileSequenceNumber">The sequence number of the snapshot that added the file. Writers before Iceberg 1.0 knew none: then it is the data sequence number, which theirs was too.</param>
public sealed record ManifestEntry(EntryStatus Status, long? SnapshotId, long? SequenceNumber, long? FileSequenceNumber, DataFile DataFile)
{
    public bool IsLive => Status != EntryStatus.Deleted;
}
