using System.Diagnostics.CodeAnalysis;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Providers;

namespace Paklog.Lakehouse.Configuration;

/// <summary>The kinds of catalogs, stores and engines that a configuration or a command line can name: the built-in ones and those that the composition root adds.</summary>
public sealed class LakehouseProviders
{
    private readonly SortedDictionary<string, ICatalogProvider> catalogs = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, IStorageProvider> stores = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, IEngineProvider> engines = new(StringComparer.Ordinal);

    public LakehouseProviders()
    {
        Add(new EmbeddedCatalogProvider());
        Add(new LocalStorageProvider());
    }

    /// <summary>In order of their types.</summary>
    public IReadOnlyCollection<ICatalogProvider> Catalogs => catalogs.Values;

    /// <summary>In order of their schemes.</summary>
    public IReadOnlyCollection<IStorageProvider> Stores => stores.Values;

    /// <summary>In order of their names; the embedded engine is not among them.</summary>
    public IReadOnlyCollection<IEngineProvider> Engines => engines.Values;

    /// <exception cref="ArgumentException">There is one of this type.</exception>
    public void Add(ICatalogProvider provider) => catalogs.Add(provider.Type, provider);

    /// <exception cref="ArgumentException">There is one of this scheme.</exception>
    public void Add(IStorageProvider provider) => stores.Add(provider.Scheme, provider);

    /// <exception cref="ArgumentException">There is one of this name.</exception>
    public void Add(IEngineProvider provider) => engines.Add(provider.Name, provider);

    public bool TryFindCatalog(string type, [NotNullWhen(true)] out ICatalogProvider? provider) => catalogs.TryGetValue(type, out provider);

    public bool TryFindEngine(string name, [NotNullWhen(true)] out IEngineProvider? provider) => engines.TryGetValue(name, out provider);

    public bool TryFindStore(string scheme, [NotNullWhen(true)] out IStorageProvider? provider) => stores.TryGetValue(scheme, out provider);
}
