namespace Paklog.Lakehouse.Branches;

/// <param name="Before">The head before, by which the rollback can be taken back.</param>
/// <param name="Head">The head now.</param>
public sealed record RolledBackBranch(string Branch, string Before, string Head);
