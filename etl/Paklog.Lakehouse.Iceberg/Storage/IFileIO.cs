namespace Paklog.Lakehouse.Iceberg.Storage;

/// <summary>
/// The only way this library touches stored bytes. Locations are absolute URIs with a scheme (<c>file:///...</c>), whose path is
/// literal: nothing in it is percent-decoded, as in Hadoop's <c>Path</c>, by which the JVM readers open it.
/// A missing file is an <see cref="IcebergException"/> of kind NotFound in every method but <see cref="ExistsAsync"/>, <see cref="FindAsync"/> and <see cref="DeleteAsync"/>.
/// </summary>
public interface IFileIO
{
    Task<byte[]> ReadAsync(string location, CancellationToken cancellationToken = default);

    Task<Stream> OpenReadAsync(string location, CancellationToken cancellationToken = default);

    /// <summary>
    /// Creates the file whole and durably, or not at all. A file that is already there is kept, and the error is of kind AlreadyExists; it counts as modified now, so that
    /// who removes old files that nobody names leaves it to the one who is about to name it.
    /// </summary>
    Task WriteAsync(string location, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default);

    Task<bool> ExistsAsync(string location, CancellationToken cancellationToken = default);

    /// <summary>The file as a listing has it; null where there is none.</summary>
    Task<FileEntry?> FindAsync(string location, CancellationToken cancellationToken = default);

    /// <summary>Deletes the file; one that is not there is no error.</summary>
    Task DeleteAsync(string location, CancellationToken cancellationToken = default);

    /// <summary>
    /// All files below a folder, at any depth, in ordinal order of their locations. Unfinished writes are left out. A missing folder is empty.
    /// </summary>
    IAsyncEnumerable<FileEntry> ListAsync(string folder, CancellationToken cancellationToken = default);

    /// <summary>What writes below a folder left that were never finished; a store in which nothing is to be seen of them gives none.</summary>
    IAsyncEnumerable<FileEntry> ListUnfinishedAsync(string folder, CancellationToken cancellationToken = default) => AsyncEnumerable.Empty<FileEntry>();

    /// <summary>The size of the file in bytes.</summary>
    Task<long> LengthAsync(string location, CancellationToken cancellationToken = default);
}
