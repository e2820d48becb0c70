using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Queries;

/// <summary>A table that a statement may mean and that cannot be read.</summary>
public sealed record UnreadTable(TableIdentifier Table, Exception Error);
