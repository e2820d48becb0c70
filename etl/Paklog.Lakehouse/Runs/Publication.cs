namespace Paklog.Lakehouse.Runs;

/// <summary>How the publishing of a run ended.</summary>
/// <param name="PublishedAs">The commit; null when tables that the run read or wrote have moved, so that it has to run again.</param>
/// <param name="Head">Where the target stands.</param>
/// <param name="Moved">Those tables.</param>
internal sealed record Publication(string? PublishedAs, string Head, IReadOnlyList<string> Moved);
