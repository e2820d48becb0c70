using System.Collections.Concurrent;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.Iceberg.Tests.Transactions;

/// <summary>Local files that remember which of them were opened for reading.</summary>
internal sealed class CountingFiles : IFileIO
{
    private readonly LocalFileIO files = new();

    internal ConcurrentQueue<string> Opened { get; } = [];

    public Task<byte[]> ReadAsync(string location, CancellationToken cancellationToken = default) => files.ReadAsync(location, cancellationToken);

    public Task<Stream> OpenReadAsync(string location, CancellationToken cancellationToken = default)
    {
        Opened.Enqueue(location);
        return files.OpenReadAsync(location, cancellationToken);
    }

    public Task WriteAsync(string location, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) => files.WriteAsync(location, content, cancellationToken);

    public Task<bool> ExistsAsync(string location, CancellationToken cancellationToken = default) => files.ExistsAsync(location, cancellationToken);

    public Task<FileEntry?> FindAsync(string location, CancellationToken cancellationToken = default) => files.FindAsync(location, cancellationToken);

    public Task DeleteAsync(string location, CancellationToken cancellationToken = default) => files.DeleteAsync(location, cancellationToken);

    public IAsyncEnumerable<FileEntry> ListAsync(string folder, CancellationToken cancellationToken = default) => files.ListAsync(folder, cancellationToken);

    public Task<long> LengthAsync(string location, CancellationToken cancellationToken = default) => files.LengthAsync(location, cancellationToken);
}
