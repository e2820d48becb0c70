namespace Paklog.Lakehouse.Iceberg.Providers;

/// <summary>Folders of this machine, <c>file</c>.</summary>
public sealed class LocalStorageProvider : IStorageProvider
{
    public string Scheme => "file";

    public IReadOnlyList<ProviderSetting> Settings => [];

    public IStorage Open(StorageOpening opening) => new LocalStorage();
}
