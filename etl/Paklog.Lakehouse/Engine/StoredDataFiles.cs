using System.Text.RegularExpressions;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.Engine;

/// <summary>
/// Files of a store away from this machine. DuckDB works in a folder of this session alone, in which <c>s3://bucket/key</c> is <c>s3/bucket/key</c>: what it writes goes up while it writes the
/// next, what it is to read comes from the cache that all sessions share, as a hard link, so that no session takes away what another reads.
/// </summary>
internal sealed partial class StoredDataFiles : DataFiles
{
    private const int TransfersAtOnce = 8;

    /// <summary>DuckDB waits when more than this is on its way up, or a slow network would fill the disk.</summary>
    private const long MostBytesUnderWay = 1L << 30;

    private readonly Lock gate = new();
    private readonly SemaphoreSlim slots = new(TransfersAtOnce);
    private readonly IFileIO io;
    private readonly IFileTransfer transfer;
    private readonly FileCache cache;
    private readonly string root;
    private readonly Dictionary<string, Upload> uploads = [];
    private readonly Dictionary<string, long> fetched = [];

    public StoredDataFiles(IFileIO io, IFileTransfer transfer, EngineOptions options)
    {
        (this.io, this.transfer) = (io, transfer);
        var folder = options.CacheFolder ?? Path.Combine(Path.GetTempPath(), "lakehouse-cache");
        var sessions = Path.Combine(folder, "sessions");
        cache = new FileCache(Path.Combine(folder, "files"), options.CacheBytes);
        foreach (var dead in SpillFolder.Abandoned(sessions, DateTimeOffset.UtcNow.AddDays(-1)))
            dead.Delete(recursive: true);
        root = SpillFolder.New(sessions);
        FileCache.CreateFolder(root);
    }

    public override string PathOf(string location)
    {
        var match = Stored().Match(location);
        if (!match.Success || location.Split('/').Any(part => part is "." or ".."))
            throw new IcebergException(IcebergErrorKind.Unsupported, $"The location '{location}' is not in a store whose files can be brought here.");
        return Path.Combine(root, match.Groups["scheme"].Value, match.Groups["rest"].Value);
    }

    public override string LocationOf(string path)
    {
        var relative = path[(root.Length + 1)..];
        var scheme = relative[..relative.IndexOf('/', StringComparison.Ordinal)];
        return $"{scheme}://{relative[(scheme.Length + 1)..]}";
    }

    public override string PathSql(string column) => $"regexp_replace({column}, '^(s3|[a-z0-9]+)[an]?://', {DuckDbLiteral.Quote(root)} || '/\\1/')";

    public override void CreateFolder(string path) => Directory.CreateDirectory(path);

    public override async Task FetchAsync(IEnumerable<DataFile> files, CancellationToken cancellationToken)
    {
        var missing = new List<(string Path, DataFile File)>();
        lock (gate)
        {
            foreach (var file in files)
            {
                var path = PathOf(file.FilePath);
                if (fetched.TryAdd(path, file.FileSizeInBytes) && !File.Exists(path))
                    missing.Add((path, file));
            }
        }

        try
        {
            await Parallel.ForEachAsync(missing, new ParallelOptions { MaxDegreeOfParallelism = TransfersAtOnce, CancellationToken = cancellationToken }, async (item, token) =>
            {
                var (path, file) = item;
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                if (!cache.TryLink(LocationOf(path), file.FileSizeInBytes, path))
                    await cache.FillAsync(LocationOf(path), file.FileSizeInBytes, path, target => transfer.DownloadAsync(file.FilePath, target, token));
            });
        }
        catch
        {
            lock (gate)
            {
                foreach (var (path, _) in missing.Where(item => !File.Exists(item.Path)))
                    fetched.Remove(path);
            }

            throw;
        }
    }

    public override async Task AddAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            foreach (var path in paths)
            {
                var stop = new CancellationTokenSource();
                uploads.Add(path, new Upload(Task.Run(() => UploadAsync(path, stop.Token), CancellationToken.None), new FileInfo(path).Length, stop));
            }
        }

        while (UnderWay() is var waiting && waiting.Sum(upload => upload.Bytes) > MostBytesUnderWay)
            await (await Task.WhenAny(waiting.Select(upload => upload.Task)).WaitAsync(cancellationToken));
    }

    public override async Task CompleteAsync()
    {
        List<KeyValuePair<string, Upload>> all;
        lock (gate)
            all = [.. uploads];
        await Task.WhenAll(all.Select(upload => upload.Value.Task));
        Forget(all.Select(upload => upload.Key));
    }

    public override async Task DeleteAsync(IReadOnlyCollection<string> paths)
    {
        List<Upload> stopped;
        lock (gate)
            stopped = [.. paths.Select(path => uploads.GetValueOrDefault(path)).OfType<Upload>()];
        await StopAsync(stopped);
        Forget(paths);
        foreach (var path in paths)
        {
            File.Delete(path);
            cache.Remove(LocationOf(path));
            try
            {
                await io.DeleteAsync(LocationOf(path));
            }
            catch (Exception error) when (error is IOException or IcebergException)
            {
                // It stays as an orphan; what made the work fail is to be heard, not this.
            }
        }
    }

    public override void Release()
    {
        lock (gate)
        {
            if (fetched.Values.Sum() <= cache.Capacity)
                return;
            foreach (var path in fetched.Keys.Where(path => !uploads.TryGetValue(path, out var upload) || upload.Task.IsCompleted))
                File.Delete(path);
            fetched.Clear();
        }
    }

    public override void Dispose()
    {
        StopAsync(UnderWay()).GetAwaiter().GetResult();
        Forget([.. uploads.Keys]);
        slots.Dispose();
        Directory.Delete(root, recursive: true);
    }

    private static async Task StopAsync(IReadOnlyList<Upload> uploads)
    {
        foreach (var upload in uploads)
            await upload.Stop.CancelAsync();
        await Task.WhenAll(uploads.Select(upload => upload.Task)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private List<Upload> UnderWay()
    {
        lock (gate)
            return [.. uploads.Values.Where(upload => !upload.Task.IsCompletedSuccessfully)];
    }

    private void Forget(IEnumerable<string> paths)
    {
        lock (gate)
        {
            foreach (var path in paths)
            {
                if (uploads.Remove(path, out var upload))
                    upload.Stop.Dispose();
            }
        }
    }

    private async Task UploadAsync(string path, CancellationToken cancellationToken)
    {
        await slots.WaitAsync(cancellationToken);
        try
        {
            await transfer.UploadAsync(path, LocationOf(path), cancellationToken);
        }
        finally
        {
            slots.Release();
        }

        cache.Add(LocationOf(path), path);
        lock (gate)
        {
            if (!fetched.ContainsKey(path))
                File.Delete(path);
        }
    }

    private sealed record Upload(Task Task, long Bytes, CancellationTokenSource Stop);

    /// <summary>Hadoop writes <c>s3a:</c> and <c>s3n:</c> for <c>s3:</c>.</summary>
    [GeneratedRegex("^(?:(?<scheme>s3)[an]?|(?<scheme>[a-z0-9]+))://(?<rest>[^/].*)$")]
    private static partial Regex Stored();
}
