using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.Engine;

/// <summary>Which local path DuckDB reads and writes for the location of a data or delete file.</summary>
public abstract class DataFiles : IDisposable
{
    /// <summary>For a store away from this machine its files by way of a cache, else the files themselves.</summary>
    public static DataFiles Of(IFileIO? io, EngineOptions options) => io is IFileTransfer transfer ? new StoredDataFiles(io, transfer, options) : new LocalDataFiles();

    /// <summary>Two spellings of one location have one path. Whether there is a file is another matter: see <see cref="FetchAsync"/>.</summary>
    public abstract string PathOf(string location);

    public abstract string LocationOf(string path);

    /// <summary><see cref="PathOf"/> in SQL, for the locations in a column.</summary>
    public abstract string PathSql(string column);

    /// <summary>Makes a folder to write to.</summary>
    public abstract void CreateFolder(string path);

    /// <summary>Makes sure that files stand at their paths, where they stay until <see cref="Release"/>.</summary>
    public abstract Task FetchAsync(IEnumerable<DataFile> files, CancellationToken cancellationToken);

    /// <summary>Takes over files that were written to paths of locations which nobody else has.</summary>
    public abstract Task AddAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken);

    /// <summary>Waits until everything that was added is where its location says, durably: before a commit names it.</summary>
    public abstract Task CompleteAsync();

    /// <summary>Takes files away that were added and that no commit names.</summary>
    public abstract Task DeleteAsync(IReadOnlyCollection<string> paths);

    /// <summary>Gives up what was fetched, where it is more than is to be kept. Relations made before are good no longer.</summary>
    public abstract void Release();

    public abstract void Dispose();
}
