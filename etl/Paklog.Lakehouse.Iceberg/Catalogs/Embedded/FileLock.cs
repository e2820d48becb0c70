namespace Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

/// <summary>
/// An exclusive lock on a file among threads and processes of one machine: flock(2) on Unix, by way of <see cref="FileShare.None"/>.
/// The operating system releases it when its process ends, however it ends. The file stays: deleting it would let two processes lock two files of the same name.
/// </summary>
internal static class FileLock
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    internal static async Task<FileStream> AcquireAsync(string path, TimeProvider clock, Func<double> random, CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        while (true)
        {
            if (TryAcquire(path) is { } held)
                return held;
            if (clock.GetElapsedTime(start) > Patience)
            {
                throw new IcebergException(
                    IcebergErrorKind.CommitConflict,
                    $"The lock file '{path}' has been held by another process for {Patience.TotalSeconds:0} seconds; see whether a process hangs, and try again.",
                    retryable: true);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(1 + (4 * random())), clock, cancellationToken);
        }
    }

    /// <summary>Whether locks work in this folder at all: not where DOTNET_SYSTEM_IO_DISABLEFILELOCKING is set or the file system has none. The lock must be held.</summary>
    internal static bool Excludes(string path)
    {
        using var second = TryAcquire(path);
        return second is null;
    }

    private static FileStream? TryAcquire(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException e) when (IsHeldElsewhere(e))
        {
            return null;
        }
    }

    /// <summary>EWOULDBLOCK of flock (11 on Linux, 35 on macOS and the BSDs), ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION on Windows.</summary>
    private static bool IsHeldElsewhere(IOException e) =>
        OperatingSystem.IsWindows() ? (e.HResult & 0xFFFF) is 32 or 33 : e.HResult is 11 or 35;
}
