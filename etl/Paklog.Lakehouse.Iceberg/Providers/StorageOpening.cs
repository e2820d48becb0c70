namespace Paklog.Lakehouse.Iceberg.Providers;

/// <summary>What a store is opened with.</summary>
/// <param name="Settings">Those that the configuration gives, of <see cref="IStorageProvider.Settings"/>, by name.</param>
/// <param name="Random">Spreads waits; safe for use by many threads.</param>
public sealed record StorageOpening(IReadOnlyDictionary<string, string> Settings, TimeProvider Clock, Random Random);
