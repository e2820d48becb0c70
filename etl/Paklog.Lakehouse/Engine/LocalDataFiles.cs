using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.Engine;

/// <summary>Files that DuckDB reads and writes where they are.</summary>
internal sealed class LocalDataFiles : DataFiles
{
    public override string PathOf(string location) => Location.ToLocalPath(location);

    public override string LocationOf(string path) => Location.OfLocalPath(path);

    public override string PathSql(string column) => $"regexp_replace({column}, '^file:/+', '/')";

    public override void CreateFolder(string path) => DurableFolder.Create(path);

    public override Task FetchAsync(IEnumerable<DataFile> files, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A snapshot must not name a file that a power failure can take back.</summary>
    public override Task AddAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        foreach (var path in paths)
        {
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
            RandomAccess.FlushToDisk(handle);
        }

        foreach (var folder in paths.Select(path => Path.GetDirectoryName(path)!).Distinct())
            DurableFolder.Flush(folder);
        return Task.CompletedTask;
    }

    public override Task CompleteAsync() => Task.CompletedTask;

    public override Task DeleteAsync(IReadOnlyCollection<string> paths)
    {
        foreach (var path in paths)
            File.Delete(path);
        return Task.CompletedTask;
    }

    public override void Release()
    {
    }

    public override void Dispose()
    {
    }
}
