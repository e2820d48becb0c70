namespace Paklog.Lakehouse.Bronze;

/// <summary>What became of the dead letters that were landed again: lines = landed + duplicate + ignored + dead, of which the dead stay dead letters.</summary>
/// <param name="Dead">Letters that are dead still, by their newest reason.</param>
public sealed record ReplayReport(string? LandingId, LandingCounts Counts, IReadOnlyDictionary<string, long> Dead, IReadOnlyList<LandedTableCounts> Tables)
{
    /// <summary>Bronze tables that could not be read or written, each with the reason; their events are dead still.</summary>
    public IReadOnlyDictionary<string, Exception> BrokenTables { get; init; } = new Dictionary<string, Exception>();

    public static ReplayReport Nothing { get; } = new(null, LandingCounts.Zero, new Dictionary<string, long>(), []);
}
