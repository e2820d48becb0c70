namespace Paklog.Lakehouse.DuckDb;

/// <summary>How far a running statement is.</summary>
/// <param name="Percentage">0 to 100; -1 when nothing runs or the engine cannot tell.</param>
/// <param name="RowsProcessed">Rows read from the sources so far.</param>
/// <param name="TotalRows">Rows the engine expects to read.</param>
public readonly record struct DuckDbProgress(double Percentage, ulong RowsProcessed, ulong TotalRows);
