using System.Text.Json;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

/// <summary>
/// Immutable files named after the SHA-256 of their bytes: the first two digits are the folder, the rest the file (<c>objects/ab/cdef....json</c>).
/// Whatever is read is checked against its name.
/// </summary>
internal sealed class ObjectStore(IFileIO io, string folder, long cacheBytes)
{
    private const int ConcurrentWrites = 8;

    private readonly ObjectCache cache = new(cacheBytes);

    internal string LocationOf(string hash) => Location.Combine(folder, hash[..2], hash[2..] + ".json");

    /// <exception cref="IcebergException">InvalidData, naming the file, when the object is missing, damaged or something else than a <typeparamref name="T"/>.</exception>
    internal async Task<T> ReadAsync<T>(string hash, Func<JsonElement, T> decode, CancellationToken cancellationToken)
        where T : class =>
        await FindAsync(hash, decode, cancellationToken)
        ?? throw IcebergException.InvalidData($"The catalog object {LocationOf(hash)} is missing; bring it back from a copy of the catalog folder.");

    /// <summary>The object, or null where there is no such file.</summary>
    internal async Task<T?> FindAsync<T>(string hash, Func<JsonElement, T> decode, CancellationToken cancellationToken)
        where T : class
    {
        if (!CatalogJson.IsHash(hash))
            throw IcebergException.InvalidData($"'{hash}' is not the hash of a catalog object (64 hexadecimal digits).");
        if (cache.Find(hash) is { } cached)
            return cached as T ?? throw WrongType<T>(hash, null);
        byte[] content;
        try
        {
            content = await io.ReadAsync(LocationOf(hash), cancellationToken);
        }
        catch (IcebergException e) when (e.Kind == IcebergErrorKind.NotFound)
        {
            return null;
        }

        if (CatalogJson.Hash(content) != hash)
        {
            throw IcebergException.InvalidData(
                $"The catalog object {LocationOf(hash)} is damaged: its {content.Length} bytes do not have the hash that is its name; bring it back from a copy of the catalog folder.");
        }

        T value;
        try
        {
            value = IcebergJson.Parse(content, "catalog object", decode);
        }
        catch (Exception e) when (e is IcebergException { Kind: IcebergErrorKind.InvalidData } or FormatException or InvalidOperationException)
        {
            throw WrongType<T>(hash, e);
        }

        cache.Add(hash, value, content.Length);
        return value;
    }

    /// <summary>Writes what is not there yet, durably. An object that exists is the same object.</summary>
    internal Task WriteAsync(IReadOnlyCollection<EncodedObject> objects, CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = ConcurrentWrites, CancellationToken = cancellationToken };
        return Parallel.ForEachAsync(objects, options, async (item, token) =>
        {
            try
            {
                await io.WriteAsync(LocationOf(item.Hash), item.Content, token);
            }
            catch (IcebergException e) when (e.Kind == IcebergErrorKind.AlreadyExists)
            {
                // Another commit wrote the same bytes.
            }

            cache.Add(item.Hash, item.Value, item.Content.Length);
        });
    }

    private IcebergException WrongType<T>(string hash, Exception? inner) =>
        IcebergException.InvalidData($"The catalog object {LocationOf(hash)} cannot be read as a {typeof(T).Name}{(inner is null ? "" : ": " + inner.Message)}", inner);
}
