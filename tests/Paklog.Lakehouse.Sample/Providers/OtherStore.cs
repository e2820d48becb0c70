using Paklog.Lakehouse.Iceberg.Providers;

namespace Sample.Providers;

/// <summary>A kind of store that only a composition root knows; its files are local ones.</summary>
public sealed class OtherStore(string scheme, params IReadOnlyList<ProviderSetting> settings) : IStorageProvider
{
    public string Scheme => scheme;

    public IReadOnlyList<ProviderSetting> Settings => settings;

    public IStorage Open(StorageOpening opening) => new LocalStorage();
}
