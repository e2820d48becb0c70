using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Iceberg.Providers;

/// <summary>A kind of catalog that the configuration can name, as <c>catalog: { type: nessie, uri: ... }</c>.</summary>
public interface ICatalogProvider
{
    /// <summary>The value of <c>type</c>, in lower case.</summary>
    string Type { get; }

    /// <summary>The keys beside <c>type</c>.</summary>
    IReadOnlyList<ProviderSetting> Settings { get; }

    /// <summary>Whether such a catalog makes and moves branches and tells their commits, as landing and runs need it.</summary>
    bool HasBranches => true;

    /// <summary>Opens the catalog. One that is <see cref="IDisposable"/> is disposed of by the caller.</summary>
    /// <param name="create">Whether a catalog that is not there yet is made.</param>
    /// <returns>Null where there is no catalog and none was to be made.</returns>
    Task<ICatalog?> OpenAsync(CatalogOpening opening, bool create, CancellationToken cancellationToken);
}
