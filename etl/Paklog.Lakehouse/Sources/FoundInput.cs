namespace Paklog.Lakehouse.Sources;

/// <summary>The input files below some paths.</summary>
/// <param name="Files">Full paths, sorted, each once.</param>
/// <param name="Unread">Paths that are not there, and folders that cannot be looked into.</param>
/// <param name="Sidecars">Files of keys or headers that stand beside those of values, and are left out.</param>
public sealed record FoundInput(IReadOnlyList<string> Files, IReadOnlyList<UnreadInput> Unread, IReadOnlyList<string> Sidecars);
