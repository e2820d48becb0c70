using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.Benchmarks;

/// <summary>Local files that are written without being flushed to the disk: for building what is then measured with durable writes.</summary>
internal sealed class UnflushedFiles : IFileIO
{
    private readonly LocalFileIO files = new();

    public Task WriteAsync(string location, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        var path = Location.ToLocalPath(location);
        if (File.Exists(path))
            throw new IcebergException(IcebergErrorKind.AlreadyExists, $"The file '{location}' already exists.");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content.Span);
        return Task.CompletedTask;
    }

    public Task<byte[]> ReadAsync(string location, CancellationToken cancellationToken = default) => files.ReadAsync(location, cancellationToken);

    public Task<Stream> OpenReadAsync(string location, CancellationToken cancellationToken = default) => files.OpenReadAsync(location, cancellationToken);

    public Task<bool> ExistsAsync(string location, CancellationToken cancellationToken = default) => files.ExistsAsync(location, cancellationToken);

    public Task DeleteAsync(string location, CancellationToken cancellationToken = default) => files.DeleteAsync(location, cancellationToken);

    public IAsyncEnumerable<FileEntry> ListAsync(string folder, CancellationToken cancellationToken = default) => files.ListAsync(folder, cancellationToken);

    public Task<long> LengthAsync(string location, CancellationToken cancellationToken = default) => files.LengthAsync(location, cancellationToken);

    public Task<FileEntry?> FindAsync(string location, CancellationToken cancellationToken = default) => files.FindAsync(location, cancellationToken);
}
