namespace Paklog.Lakehouse.Iceberg.Catalogs;

/// <summary>A named pointer to a catalog commit. A branch moves with each commit, a tag stays.</summary>
public sealed record CatalogReference(string Name, ReferenceKind Kind, string Hash);
