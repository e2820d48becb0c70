namespace Paklog.Lakehouse.Maintenance;

/// <summary>What is to be kept in order, and how.</summary>
/// <param name="Tables">Null for all tables of the branch.</param>
/// <param name="TargetBytes">The size of data files; null for what the table's property write.target-file-size-bytes says.</param>
/// <param name="MinFiles">So many small files of a partition are worth being written again.</param>
/// <param name="RewriteAll">Compacts files of any size.</param>
/// <param name="MaxAge">Younger snapshots stay; null for what the table says.</param>
/// <param name="MinSnapshots">So many snapshots stay whatever their age; null for what the table says.</param>
public sealed record MaintenanceRequest(
    IReadOnlyList<Iceberg.Catalogs.TableIdentifier>? Tables,
    MaintenanceSteps Steps,
    long? TargetBytes,
    int MinFiles,
    bool RewriteAll,
    TimeSpan? MaxAge,
    int? MinSnapshots,
    bool DryRun);
