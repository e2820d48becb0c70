namespace Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

/// <summary>The root that edits led to, what they changed, and the nodes that have to be written before a commit may name the root.</summary>
internal sealed record CatalogTreeUpdate(string? Root, IReadOnlyList<CatalogChange> Changes, List<EncodedObject> Written);
