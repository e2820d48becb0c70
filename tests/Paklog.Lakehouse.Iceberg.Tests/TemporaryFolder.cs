namespace Paklog.Lakehouse.Iceberg.Tests;

/// <summary>A folder of its own for one test, gone afterwards.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Path = Directory.CreateTempSubdirectory("iceberg-").FullName;

    public string Path { get; }

    public string Location => Iceberg.Storage.Location.OfLocalPath(Path);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
