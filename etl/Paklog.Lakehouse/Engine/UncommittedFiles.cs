using System.Collections.Concurrent;
using Paklog.Lakehouse.Iceberg;

namespace Paklog.Lakehouse.Engine;

/// <summary>Files that were written and belong to no table yet: what fails takes them away, so that a disk that is full does not fill by every try.</summary>
public sealed class UncommittedFiles(DataFiles files)
{
    private readonly ConcurrentQueue<string> paths = new();

    public void Add(string path) => paths.Enqueue(path);

    /// <summary>Commits, once all files are where they belong. From then on the files belong to a table, or may do so where the outcome is not certain.</summary>
    public async Task CommitAsync(Func<Task> commit)
    {
        await files.CompleteAsync();
        try
        {
            await commit();
            paths.Clear();
        }
        catch (Exception e) when (e is not IcebergException { Kind: not IcebergErrorKind.CommitStateUnknown })
        {
            paths.Clear();
            throw;
        }
    }

    /// <summary>Deletes what was not committed.</summary>
    public async Task DiscardAsync()
    {
        var discarded = new List<string>();
        while (paths.TryDequeue(out var path))
            discarded.Add(path);
        await files.DeleteAsync(discarded);
    }
}
