using Paklog.Lakehouse.Iceberg.Providers;

namespace Paklog.Lakehouse.Configuration;

/// <summary>The kind of the catalog and its settings, checked.</summary>
public sealed record CatalogConfiguration(ICatalogProvider Provider, IReadOnlyDictionary<string, string> Settings);
