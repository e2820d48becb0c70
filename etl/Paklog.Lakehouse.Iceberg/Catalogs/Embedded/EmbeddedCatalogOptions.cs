namespace Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

/// <summary>What an <see cref="EmbeddedCatalog"/> takes from its surroundings, and how far it goes.</summary>
public sealed record EmbeddedCatalogOptions
{
    /// <summary>Stamps commits and metadata, and times the waits between tries.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Names metadata files, temporary files and tables that come without a uuid.</summary>
    public Func<Guid> NewGuid { get; init; } = Guid.NewGuid;

    /// <summary>Numbers in [0, 1), by which waits are spread.</summary>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;

    /// <summary>How often a commit is tried when others come first each time.</summary>
    public int CommitAttempts { get; init; } = 1000;

    /// <summary>How many bytes of immutable catalog objects are kept in memory.</summary>
    public long CacheBytes { get; init; } = 16 * 1024 * 1024;
}
