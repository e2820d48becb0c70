namespace Paklog.Lakehouse.Maintenance;

/// <summary>What maintenance does to a table, in this order.</summary>
[Flags]
public enum MaintenanceSteps
{
    None = 0,

    /// <summary>Writes small files, and files of which much is deleted, again as files of the target size.</summary>
    Compact = 1,

    /// <summary>Writes manifests again, sorted by partition.</summary>
    Manifests = 2,

    /// <summary>Takes old snapshots out of the table's metadata.</summary>
    Expire = 4,

    All = Compact | Manifests | Expire,
}
