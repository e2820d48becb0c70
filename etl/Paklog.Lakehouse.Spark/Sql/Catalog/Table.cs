namespace Paklog.Lakehouse.Spark.Sql.Catalog;

/// <summary>A table or view.</summary>
/// <param name="TableType">MANAGED, EXTERNAL, VIEW or TEMPORARY.</param>
public sealed record Table(string Name, string? Database, string? Description, string TableType, bool IsTemporary);
