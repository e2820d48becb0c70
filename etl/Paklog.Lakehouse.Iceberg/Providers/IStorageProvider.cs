namespace Paklog.Lakehouse.Iceberg.Providers;

/// <summary>A kind of store that the scheme of the warehouse names, as <c>s3</c> of <c>s3://bucket/prefix</c>.</summary>
public interface IStorageProvider
{
    /// <summary>The scheme, in lower case and without <c>://</c>.</summary>
    string Scheme { get; }

    /// <summary>The keys that it takes from the section <c>storage</c>.</summary>
    IReadOnlyList<ProviderSetting> Settings { get; }

    /// <summary>Opens the store. Nothing is asked of a server yet.</summary>
    IStorage Open(StorageOpening opening);
}
