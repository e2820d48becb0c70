namespace Paklog.Lakehouse.Testing;

/// <summary>A column as the source names it at the end of the recording.</summary>
/// <param name="Name">Its name at the end.</param>
/// <param name="Kind">How its values are written.</param>
/// <param name="RenamedFrom">Its name in committed states before a RENAME COLUMN.</param>
/// <param name="Default">What the database gave the rows that were older than the column, as its text; null for NULL.</param>
public sealed record TruthColumn(string Name, ColumnKind Kind, string? RenamedFrom = null, string? Default = null);
