using System.Runtime.CompilerServices;

namespace Paklog.Lakehouse.Iceberg.Storage;

/// <summary>Files of the local file system (<c>file:///</c>).</summary>
public sealed class LocalFileIO : IFileIO
{
    internal const string UnfinishedSuffix = ".unfinished";

    /// <inheritdoc/>
    public async Task<byte[]> ReadAsync(string location, CancellationToken cancellationToken = default)
    {
        var path = Location.ToLocalPath(location);
        try
        {
            return await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw NotFound(location, e);
        }
    }

    /// <inheritdoc/>
    public Task<Stream> OpenReadAsync(string location, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var path = Location.ToLocalPath(location);
        try
        {
            return Task.FromResult<Stream>(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw NotFound(location, e);
        }
    }

    /// <inheritdoc/>
    public async Task WriteAsync(string location, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        var path = Location.ToLocalPath(location);
        var folder = Path.GetDirectoryName(path) ?? throw new ArgumentException($"The location '{location}' is no file.", nameof(location));
        DurableFolder.Create(folder);
        var unfinished = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}{UnfinishedSuffix}");
        try
        {
            await using (var stream = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                await stream.WriteAsync(content, cancellationToken);
                stream.Flush(flushToDisk: true);
            }

            ExclusiveName.Give(unfinished, path);
        }
        catch (IOException e) when (File.Exists(path))
        {
            Renew(path, unfinished);
            File.Delete(unfinished);
            throw new IcebergException(IcebergErrorKind.AlreadyExists, $"The file '{location}' already exists and is not replaced.", inner: e);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }

        DurableFolder.Flush(folder);
    }

    /// <inheritdoc/>
    public Task<bool> ExistsAsync(string location, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(File.Exists(Location.ToLocalPath(location)));
    }

    /// <inheritdoc/>
    public Task<FileEntry?> FindAsync(string location, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Describe(new FileInfo(Location.ToLocalPath(location)), location));
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string location, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            File.Delete(Location.ToLocalPath(location));
        }
        catch (DirectoryNotFoundException)
        {
            // Its folder is gone, so the file is too.
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<FileEntry> ListAsync(string folder, CancellationToken cancellationToken = default) => ListAsync(folder, areUnfinished: false, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<FileEntry> ListUnfinishedAsync(string folder, CancellationToken cancellationToken = default) => ListAsync(folder, areUnfinished: true, cancellationToken);

    /// <inheritdoc/>
    public Task<long> LengthAsync(string location, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return Task.FromResult(new FileInfo(Location.ToLocalPath(location)).Length);
        }
        catch (FileNotFoundException e)
        {
            throw NotFound(location, e);
        }
    }

    private static async IAsyncEnumerable<FileEntry> ListAsync(string folder, bool areUnfinished, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        var root = new DirectoryInfo(Location.ToLocalPath(folder.TrimEnd('/') + "/"));
        if (!root.Exists)
            yield break;
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        var files = root.EnumerateFiles("*", options)
            .Where(file => file.Name.EndsWith(UnfinishedSuffix, StringComparison.Ordinal) == areUnfinished)
            .Select(file => Describe(file, Location.Combine(folder, Path.GetRelativePath(root.FullName, file.FullName).Replace('\\', '/'))))
            .OfType<FileEntry>()
            .OrderBy(file => file.Location, StringComparer.Ordinal);
        foreach (var file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return file;
        }
    }

    /// <summary>Null when the file has gone since it was listed: writers delete what they wrote for a commit that came to nothing.</summary>
    private static FileEntry? Describe(FileInfo file, string location)
    {
        try
        {
            return new FileEntry(location, file.Length, file.LastWriteTimeUtc);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>The file counts as modified when the one was that was just written.</summary>
    private static void Renew(string path, string written)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(written));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another user's file: it looks older than it is, which only a clean-up by that user could notice.
        }
    }

    private static IcebergException NotFound(string location, Exception inner) =>
        new(IcebergErrorKind.NotFound, $"The file '{location}' does not exist.", inner: inner);
}
