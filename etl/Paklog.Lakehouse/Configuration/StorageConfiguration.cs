using Paklog.Lakehouse.Iceberg.Providers;

namespace Paklog.Lakehouse.Configuration;

/// <summary>The kind of store that holds the warehouse and its settings, checked.</summary>
public sealed record StorageConfiguration(IStorageProvider Provider, IReadOnlyDictionary<string, string> Settings);
