namespace Paklog.Lakehouse.Sources;

/// <summary>A file or folder that was to be landed and was not.</summary>
/// <param name="Reason">A sentence that names it.</param>
public sealed record UnreadInput(string Path, string Reason);
