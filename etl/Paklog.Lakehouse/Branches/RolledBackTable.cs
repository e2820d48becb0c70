using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Branches;

/// <param name="Head">The branch's head now.</param>
/// <param name="Before">The snapshot before; null where there was no table or no rows.</param>
/// <param name="Snapshot">The snapshot now; null for a table without rows.</param>
public sealed record RolledBackTable(TableIdentifier Table, string Branch, string Head, long? Before, long? Snapshot);
