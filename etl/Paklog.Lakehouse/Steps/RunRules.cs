using Paklog.Lakehouse.Declarations;

namespace Paklog.Lakehouse.Steps;

/// <summary>What holds for all tables of a run.</summary>
/// <param name="TimeZone">In which business dates are cut.</param>
/// <param name="BronzeTables">All of them, by name: a horizon is drawn through their events together.</param>
internal sealed record RunRules(string TimeZone, IReadOnlyList<Epoch> Epochs, IReadOnlyList<string> BronzeTables);
