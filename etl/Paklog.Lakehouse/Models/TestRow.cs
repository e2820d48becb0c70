namespace Paklog.Lakehouse.Models;

/// <summary>A row of a test as its file writes it.</summary>
/// <param name="Values">By column, as text that reads as a value of the column's type without loss; a column that is not there is NULL.</param>
public sealed record TestRow(IReadOnlyDictionary<string, string> Values);
