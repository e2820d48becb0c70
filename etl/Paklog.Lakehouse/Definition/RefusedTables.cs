namespace Paklog.Lakehouse.Definition;

/// <summary>Tables whose contract or model cannot be used: a run leaves them as they are, says so and goes on with the others.</summary>
/// <param name="Tables">What the contract or model would make; the first names it.</param>
/// <param name="Reason">A sentence that says what is wrong, where, and what to do.</param>
public sealed record RefusedTables(IReadOnlyList<string> Tables, string Reason, Exception? Cause);
