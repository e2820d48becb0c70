namespace Paklog.Lakehouse.Iceberg.Catalogs;

/// <summary>
/// What one commit, or all between two references, did to one entry. <paramref name="Name"/> is <c>namespace.name</c> of a table or the name of a namespace.
/// The metadata locations are those before and after; null where the entry was not there, and for namespaces.
/// </summary>
public sealed record CatalogChange(CatalogChangeKind Kind, CatalogEntryKind Entry, string Name, string? OldMetadataLocation, string? NewMetadataLocation);
