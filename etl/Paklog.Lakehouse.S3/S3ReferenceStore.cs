using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.S3;

/// <summary>
/// The references of an embedded catalog as one file of an S3 store, <c>references.json</c>, which is replaced by conditional PUT (If-Match; the first time If-None-Match). One file for all:
/// to delete a reference is a PUT like any other, needs no conditional DELETE, and leaves nothing behind.
/// </summary>
public sealed class S3ReferenceStore : IReferenceStore, IDisposable
{
    private const int MaxLosses = 1000;
    private const int LongestWaitExponent = 7;
    private const int TornReads = 10;

    private readonly AmazonS3Client reader;
    private readonly S3ConditionalPut put;
    private readonly S3ConditionProbe probe;
    private readonly EmbeddedCatalogOptions options;
    private readonly S3Location file;
    private volatile State? last;

    /// <param name="folder">The location of the folder that holds the file.</param>
    public S3ReferenceStore(string folder, S3Options store, EmbeddedCatalogOptions options)
    {
        this.options = options;
        file = S3Location.Parse(Location.Combine(folder, "references.json"));
        reader = S3Clients.Retrying(store);
        put = new S3ConditionalPut(store, file, options);
        probe = new S3ConditionProbe(store, folder, options.NewGuid);
    }

    /// <inheritdoc/>
    public async Task<CatalogReference?> ReadAsync(string name, CancellationToken cancellationToken = default) =>
        (await LoadAsync(cancellationToken)).References.References.GetValueOrDefault(name);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CatalogReference>> ListAsync(CancellationToken cancellationToken = default) => (await LoadAsync(cancellationToken)).References.Sorted;

    /// <inheritdoc/>
    public async Task<bool> CompareAndSwapAsync(
        string name, CatalogReference? expected, CatalogReference? replacement, CancellationToken cancellationToken = default)
    {
        if (replacement is not null && (replacement.Name != name || (expected is not null && expected.Kind != replacement.Kind)))
            throw new ArgumentException("A reference keeps its name and kind.", nameof(replacement));
        await probe.RequireAsync(cancellationToken);

        // What was read last is tried first: if it is outdated the store says so.
        var state = last is { } known && Stands(known) ? known : await LoadAsync(cancellationToken);
        for (var attempt = 1; attempt <= MaxLosses; attempt++)
        {
            if (!Stands(state))
                return false;
            if (expected == replacement)
                return true;
            var next = state.References.With(name, replacement, options.NewGuid().ToString("N"));
            cancellationToken.ThrowIfCancellationRequested();
            var swap = await put.TryReplaceAsync(state.ETag, next, LoadUncancelledAsync);
            if (swap.ETag is { } etag)
                last = new State(next, etag);
            if (swap.Happened)
                return true;

            // Another swap came first, maybe of another reference.
            if (attempt > 1)
                await Task.Delay(TimeSpan.FromMilliseconds((2 << Math.Min(attempt, LongestWaitExponent)) * options.Random()), options.Clock, cancellationToken);
            state = await LoadAsync(cancellationToken);
        }

        throw new IcebergException(
            IcebergErrorKind.CommitConflict, $"Other swaps of references came before that of '{name}' {MaxLosses} times; try again when there is less going on.", retryable: true);

        bool Stands(State state) => state.References.References.GetValueOrDefault(name) == expected;
    }

    public void Dispose()
    {
        reader.Dispose();
        put.Dispose();
        probe.Dispose();
    }

    private async Task<S3References> LoadUncancelledAsync() => (await LoadAsync(CancellationToken.None)).References;

    private async Task<State> LoadAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await GetAsync(cancellationToken);
            }
            catch (IOException) when (attempt < TornReads)
            {
                // Some stores (versitygw 1.8 over a file system) answer with the ETag of one version and the bytes of the next while the file is replaced; the SDK finds that they do not fit.
            }
        }
    }

    private async Task<State> GetAsync(CancellationToken cancellationToken)
    {
        var known = last;
        try
        {
            using var response = await reader.GetObjectAsync(new GetObjectRequest { BucketName = file.Bucket, Key = file.Key, EtagToNotMatch = known?.ETag }, cancellationToken);
            var content = new byte[response.ContentLength];
            await response.ResponseStream.ReadExactlyAsync(content, cancellationToken);
            return last = new State(S3References.Decode(content, file.ToString()), response.ETag);
        }
        catch (AmazonS3Exception error) when (error.StatusCode == HttpStatusCode.NotModified)
        {
            return known!;
        }
        catch (AmazonS3Exception error) when (S3Errors.IsNotFound(error) && error.ErrorCode != "NoSuchBucket")
        {
            return new State(S3References.None, null);
        }
        catch (Exception error) when (S3Errors.IsOfStore(error, cancellationToken))
        {
            throw S3Errors.Translate(error, "be read", file.ToString());
        }
    }

    /// <param name="ETag">Null where there is no file yet.</param>
    private sealed record State(S3References References, string? ETag);
}
