namespace Paklog.Lakehouse.Spark.Sql.Catalog;

/// <summary>A function that SQL can call.</summary>
public sealed record Function(string Name, string? Database, string? Description, string ClassName, bool IsTemporary);
