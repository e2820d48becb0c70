using Paklog.Lakehouse.Declarations;

namespace Paklog.Lakehouse.Contracts;

/// <summary>A contract file that cannot be used. Its tables stay as they are, and events of its source are held back until it is mended.</summary>
/// <param name="Source">What the file says, or is called after; null where neither tells a source, and then any source without a valid contract may be meant.</param>
/// <param name="Table">The table in Bronze and Silver; null where nothing tells it.</param>
/// <param name="HasHistory">Whether there may be a history of the table.</param>
/// <param name="Errors">Its faults, each with its line.</param>
public sealed record RefusedContract(string File, string? Source, string? Table, bool HasHistory, IReadOnlyList<DeclarationFault> Errors);
