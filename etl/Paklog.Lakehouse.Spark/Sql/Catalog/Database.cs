namespace Paklog.Lakehouse.Spark.Sql.Catalog;

/// <summary>A database of a catalog.</summary>
public sealed record Database(string Name, string? Description, string? LocationUri);
