namespace Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

public sealed partial class EmbeddedCatalog
{
    /// <summary>
    /// Plans the removal of files in two phases: an orphan is marked by one sweep and removed by another, a grace period later, if it was an orphan to each sweep between. So who reads a
    /// snapshot that has just been expired has that long to finish. Nothing is changed.
    /// </summary>
    /// <param name="history">As in <see cref="FindOrphansAsync"/>: who goes back to an older commit finds its tables without files.</param>
    public Task<OrphanSweep> PlanSweepAsync(TimeSpan grace, DateTimeOffset history, CancellationToken cancellationToken = default) => PlanSweepAsync(grace, history, null, cancellationToken);

    /// <inheritdoc cref="PlanSweepAsync(TimeSpan, DateTimeOffset, CancellationToken)"/>
    /// <param name="unreadable">As in <see cref="FindOrphansAsync"/>.</param>
    public async Task<OrphanSweep> PlanSweepAsync(TimeSpan grace, DateTimeOffset history, ICollection<IcebergException>? unreadable, CancellationToken cancellationToken)
    {
        var now = options.Clock.GetUtcNow();
        var known = await marks.ReadAsync(cancellationToken);
        var orphans = await FindOrphansAsync(now - grace, [], history, unreadable, cancellationToken);
        var ripe = known.LastOrDefault(mark => mark.Time <= now - grace);
        var needed = known.Where(mark => ripe is not null && mark.Time >= ripe.Time).ToList();
        var removable = orphans.Where(orphan => needed.Count > 0 && needed.TrueForAll(mark => mark.Files.Contains(Relative(orphan)))).ToList();
        var finished = known.Where(mark => ripe is not null && mark.Time < ripe.Time).Select(mark => mark.Location);
        var noted = orphans.Count > 0 || known.Any(mark => mark.Files.Count > 0);
        return new OrphanSweep(removable, [.. orphans.Except(removable)], now, history, ripe?.History ?? DateTimeOffset.MinValue, noted, [.. finished]);
    }

    /// <summary>Marks what waits, and removes what has waited.</summary>
    /// <param name="removed">Told of each file that is gone.</param>
    public async Task SweepAsync(OrphanSweep sweep, Action<OrphanFile> removed, CancellationToken cancellationToken = default)
    {
        if (sweep.Marks)
            await marks.MarkAsync(sweep.Time, sweep.History, sweep.Waiting.Concat(sweep.Removable).Select(Relative), cancellationToken);
        if (sweep.Removable.Count > 0)
        {
            await marks.WriteHistoryAsync(sweep.Time, sweep.Removed, cancellationToken);
            await RemoveOrphansAsync(sweep.Removable, removed, cancellationToken);
        }

        await marks.DeleteAsync(sweep.Finished, cancellationToken);
    }

    private string Relative(OrphanFile orphan) => orphan.Location[(warehouse.Length + 1)..];
}
