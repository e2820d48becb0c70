namespace Paklog.Lakehouse.Iceberg.Providers;

/// <summary>What a catalog is opened with.</summary>
/// <param name="Settings">Those that the configuration gives, of <see cref="ICatalogProvider.Settings"/>, by name.</param>
/// <param name="Storage">Where metadata and the files of tables are.</param>
/// <param name="Warehouse">The location of the warehouse, without a slash at its end: <c>file:///home/ana/warehouse</c>, <c>s3://bucket/prefix</c>.</param>
/// <param name="Random">Spreads waits; safe for use by many threads.</param>
public sealed record CatalogOpening(IReadOnlyDictionary<string, string> Settings, IStorage Storage, string Warehouse, TimeProvider Clock, Random Random);
