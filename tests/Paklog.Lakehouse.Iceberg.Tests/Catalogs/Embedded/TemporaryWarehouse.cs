using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

namespace Paklog.Lakehouse.Iceberg.Tests.Catalogs.Embedded;

/// <summary>A folder of its own for a warehouse, deleted at the end.</summary>
internal sealed class TemporaryWarehouse : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("paklog-warehouse-");

    internal string Location => Iceberg.Storage.Location.OfLocalPath(folder.FullName);

    internal string CatalogFolder => Path.Combine(folder.FullName, "catalog");

    internal Task<EmbeddedCatalog> OpenAsync() => OpenAsync(new EmbeddedCatalogOptions());

    internal Task<EmbeddedCatalog> OpenAsync(EmbeddedCatalogOptions options) => EmbeddedCatalog.OpenAsync(Location, options, cancellationToken: TestContext.Current.CancellationToken);

    internal string PathOf(params string[] parts) => Path.Combine([CatalogFolder, .. parts]);

    internal string ObjectPath(string hash) => PathOf("objects", hash[..2], hash[2..] + ".json");

    /// <summary>All files, by their paths in the warehouse.</summary>
    internal List<string> Files() =>
        [.. folder.EnumerateFiles("*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder.FullName, file.FullName)).Order(StringComparer.Ordinal)];

    public void Dispose() => folder.Delete(recursive: true);
}
