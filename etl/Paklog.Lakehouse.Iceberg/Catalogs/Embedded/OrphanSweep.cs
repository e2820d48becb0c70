namespace Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

/// <summary>What a sweep is to do.</summary>
/// <param name="Removable">Orphans that an earlier sweep has marked, a grace period ago or more, and that nothing has named since.</param>
/// <param name="Waiting">Orphans that are to be marked, or were marked too short a time ago.</param>
/// <param name="History">What only commits name that had been superseded by then is unneeded.</param>
/// <param name="Removed">The same of the sweep that marked what is removable.</param>
/// <param name="Marks">Whether it is to be noted what was found, be it nothing: a later sweep must know that a file was needed in between.</param>
/// <param name="Finished">Marks that say nothing any more.</param>
public sealed record OrphanSweep(
    IReadOnlyList<OrphanFile> Removable, IReadOnlyList<OrphanFile> Waiting, DateTimeOffset Time, DateTimeOffset History, DateTimeOffset Removed, bool Marks, IReadOnlyList<string> Finished);
