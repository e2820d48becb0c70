using Paklog.Lakehouse.Iceberg.Providers;

namespace Paklog.Lakehouse.Tests.Configuration;

/// <summary>A kind of store that only a composition root knows; its files are local ones.</summary>
internal sealed class TestStore(string scheme, params IReadOnlyList<ProviderSetting> settings) : IStorageProvider
{
    public string Scheme => scheme;

    public IReadOnlyList<ProviderSetting> Settings => settings;

    public IStorage Open(StorageOpening opening) => new LocalStorage();
}
