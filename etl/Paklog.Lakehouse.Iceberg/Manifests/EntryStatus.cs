namespace Paklog.Lakehouse.Iceberg.Manifests;

/// <summary>What a snapshot did with a file; the numbers are those of the spec's field 0.</summary>
public enum EntryStatus
{
    Existing = 0,
    Added = 1,

    /// <summary>The file is gone: such entries are informational and never scanned.</summary>
    Deleted = 2,
}
