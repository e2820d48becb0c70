namespace Paklog.Lakehouse.Iceberg.Metadata;

/// <summary>What a snapshot did to its parent (spec, "Snapshots", field <c>operation</c>).</summary>
public static class SnapshotOperation
{
    /// <summary>Only data files were added.</summary>
    public const string Append = "append";

    /// <summary>Files were replaced by others with the same rows.</summary>
    public const string Replace = "replace";

    /// <summary>Rows were added and removed.</summary>
    public const string Overwrite = "overwrite";

    /// <summary>Rows were removed, by taking away data files or by adding delete files.</summary>
    public const string Delete = "delete";
}
