using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Iceberg.Views;

/// <summary>A view as a catalog reference had it when it was loaded.</summary>
public sealed record View(TableIdentifier Identifier, ViewMetadata Metadata, string MetadataLocation);
