namespace Paklog.Lakehouse.Steps;

/// <summary>What a run is asked to bring up to date.</summary>
/// <param name="Tables">Names as <c>silver.orders</c>; <c>+name</c> with all that it needs, <c>name+</c> with all that needs it; empty for all tables.</param>
/// <param name="From">Keys that have events from this instant on are restated; null for none.</param>
/// <param name="To">Events from this instant on wait; null for none.</param>
/// <param name="Full">Recomputes tables whole.</param>
public sealed record RunRequest(IReadOnlyList<string> Tables, DateTimeOffset? From = null, DateTimeOffset? To = null, bool Full = false);
