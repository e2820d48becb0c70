using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.Iceberg.Tests.Catalogs.Embedded;

/// <summary>Files in memory that remember which of them were read and written.</summary>
internal sealed class MemoryFiles : IFileIO
{
    private readonly ConcurrentDictionary<string, byte[]> files = new(StringComparer.Ordinal);

    internal ConcurrentQueue<string> Reads { get; } = [];

    internal ConcurrentQueue<string> Writes { get; } = [];

    internal IReadOnlyCollection<string> Locations => [.. files.Keys.Order(StringComparer.Ordinal)];

    internal byte[] this[string location] => files[location];

    internal void Forget()
    {
        Reads.Clear();
        Writes.Clear();
    }

    public Task<byte[]> ReadAsync(string location, CancellationToken cancellationToken = default)
    {
        Reads.Enqueue(location);
        return files.TryGetValue(location, out var content)
            ? Task.FromResult(content)
            : throw new IcebergException(IcebergErrorKind.NotFound, $"The file '{location}' does not exist.");
    }

    public async Task<Stream> OpenReadAsync(string location, CancellationToken cancellationToken = default) =>
        new MemoryStream(await ReadAsync(location, cancellationToken), writable: false);

    public Task WriteAsync(string location, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        if (!files.TryAdd(location, content.ToArray()))
            throw new IcebergException(IcebergErrorKind.AlreadyExists, $"The file '{location}' already exists.");
        Writes.Enqueue(location);
        return Task.CompletedTask;
    }

    public Task<bool> ExistsAsync(string location, CancellationToken cancellationToken = default) => Task.FromResult(files.ContainsKey(location));

    public Task<FileEntry?> FindAsync(string location, CancellationToken cancellationToken = default) =>
        Task.FromResult(files.TryGetValue(location, out var content) ? new FileEntry(location, content.Length, DateTimeOffset.UnixEpoch) : null);

    public Task DeleteAsync(string location, CancellationToken cancellationToken = default)
    {
        files.TryRemove(location, out _);
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<FileEntry> ListAsync(string folder, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        foreach (var location in Locations.Where(location => location.StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal)))
            yield return new FileEntry(location, files[location].Length, DateTimeOffset.UnixEpoch);
    }

    public async Task<long> LengthAsync(string location, CancellationToken cancellationToken = default) => (await ReadAsync(location, cancellationToken)).Length;
}
