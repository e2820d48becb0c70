using System.Security.Cryptography;
using System.Text;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.Engine;

/// <summary>
/// Copies of immutable files by their locations, in a folder that processes share without locks: a file gets its name when it is whole, and leaves as a hard link, which outlives the name.
/// Above its capacity the cache forgets what was used least lately.
/// </summary>
internal sealed class FileCache
{
    /// <summary>After forgetting it has room for a while.</summary>
    private const double KeptShare = 0.9;

    private readonly Lock gate = new();
    private readonly string folder;
    private long bytes;

    /// <param name="capacity">In bytes.</param>
    public FileCache(string folder, long capacity)
    {
        this.folder = folder;
        Capacity = capacity;
        CreateFolder(folder);
        bytes = Files().Sum(file => file.Length);
    }

    public long Capacity { get; }

    /// <summary>Makes a folder whose files only this user may read, as the store may not be everybody's.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Puts the file to <paramref name="path"/>; false where the cache has none of this length.</summary>
    public bool TryLink(string location, long length, string path)
    {
        var file = new FileInfo(PathOf(location));
        if (!file.Exists || file.Length != length)
            return false;
        try
        {
            // The time of reading alone, since DuckDB takes a file of another time of writing for another file.
            file.LastAccessTimeUtc = DateTime.UtcNow;
            HardLink.CreateOrCopy(file.FullName, path);
            return true;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Downloads the file to the cache and to <paramref name="path"/>.</summary>
    /// <exception cref="IcebergException">InvalidData for a file of another length than its table says.</exception>
    public async Task FillAsync(string location, long length, string path, Func<string, Task> download)
    {
        var incoming = Path.Combine(folder, $".{Guid.NewGuid():N}");
        try
        {
            await download(incoming);
            if (new FileInfo(incoming).Length is var got && got != length)
                throw new IcebergException(IcebergErrorKind.InvalidData, $"The file '{location}' has {got} bytes, and its table says {length}; it was replaced by something else.");
            HardLink.CreateOrCopy(incoming, path);
            Enter(incoming, location);
        }
        catch
        {
            File.Delete(incoming);
            throw;
        }
    }

    /// <summary>Enters a file that was written here.</summary>
    public void Add(string location, string path)
    {
        var incoming = Path.Combine(folder, $".{Guid.NewGuid():N}");
        HardLink.CreateOrCopy(path, incoming);
        Enter(incoming, location);
    }

    public void Remove(string location)
    {
        var file = new FileInfo(PathOf(location));
        if (!file.Exists)
            return;
        lock (gate)
            bytes -= file.Length;
        file.Delete();
    }

    private void Enter(string incoming, string location)
    {
        var length = new FileInfo(incoming).Length;
        File.Move(incoming, PathOf(location), overwrite: true);
        lock (gate)
        {
            bytes += length;
            if (bytes > Capacity)
                Forget();
        }
    }

    /// <summary>Other processes have entered and forgotten files too, so it looks again at what there is.</summary>
    private void Forget()
    {
        var files = Files().OrderByDescending(file => file.LastAccessTimeUtc).ToList();
        bytes = 0;
        foreach (var file in files)
        {
            if (bytes + file.Length <= Capacity * KeptShare)
                bytes += file.Length;
            else
                file.Delete();
        }
    }

    private IEnumerable<FileInfo> Files()
    {
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", new EnumerationOptions { AttributesToSkip = FileAttributes.None }))
        {
            long length;
            try
            {
                length = file.Length;
            }
            catch (FileNotFoundException)
            {
                continue;
            }

            // A download that is a day old has no process any more.
            if (file.Name.StartsWith('.'))
            {
                if (file.LastWriteTimeUtc < DateTime.UtcNow.AddDays(-1))
                    file.Delete();
                continue;
            }

            yield return file;
        }
    }

    private string PathOf(string location) => Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(location))));
}
