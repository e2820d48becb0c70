namespace Paklog.Lakehouse.Contracts;

/// <summary>
/// A parent row whose delete takes this table's rows along, for sources that send no events for the rows that ON DELETE CASCADE removes
/// (InnoDB runs the cascade below the binlog).
/// </summary>
/// <param name="Table">The Silver table of the parent.</param>
/// <param name="Key">This table's columns and the key columns of the parent that they name.</param>
public sealed record ParentRule(string Table, IReadOnlyList<ParentKey> Key);
