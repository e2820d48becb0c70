namespace Paklog.Lakehouse.Testing;

/// <summary>A committed state of a key that differs from the one before it in a tracked column, or stands behind a gap.</summary>
/// <param name="Row">The canonical values at its opening, in the order of the table's columns.</param>
/// <param name="Deleted">The row was gone before the next version, or is gone at the end.</param>
public sealed record CommittedVersion(IReadOnlyList<string?> Row, bool Deleted);
