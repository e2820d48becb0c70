using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Requests;
using Refit;

namespace Paklog.Lakehouse.Nessie.Api;

/// <summary>Makes the requests of <see cref="INessieApi"/>, again where there was no answer, and tells apart what went wrong.</summary>
internal sealed class NessieClient : IDisposable
{
    /// <summary>As many entries of a log as are asked for at once.</summary>
    internal const int LongestPage = 1000;

    private readonly ServerRequests requests;
    private readonly INessieApi api;
    private readonly Uri uri;

    internal NessieClient(Uri uri, NessieCatalogOptions options)
    {
        this.uri = uri;
        requests = new ServerRequests(uri, new RequestOptions(options.Timeout, options.RequestAttempts, options.FirstDelay, options.Clock, options.Random), () => options.Token);
        api = RestService.For<INessieApi>(requests.Http, new RefitSettings(NessieJson.Bodies) { Buffered = true });
    }

    /// <summary>A request that changes nothing. A refusal is for the caller to explain.</summary>
    /// <exception cref="RefusedException">The answer was no.</exception>
    /// <exception cref="IcebergException">Unavailable: there was no answer.</exception>
    internal async Task<T> ReadAsync<T>(Func<INessieApi, CancellationToken, Task<T>> request, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await ChangeAsync(request, cancellationToken);
        }
        catch (UnansweredException e)
        {
            throw Unavailable(e);
        }
    }

    /// <summary>All items of a list, page by page as they are asked for.</summary>
    internal async IAsyncEnumerable<TItem> ReadPagesAsync<TPage, TItem>(
        Func<INessieApi, string?, CancellationToken, Task<TPage>> request, [EnumeratorCancellation] CancellationToken cancellationToken)
        where TPage : class, IPage<TItem>
    {
        string? token = null;
        do
        {
            var page = await ReadAsync((api, t) => request(api, token, t), cancellationToken);
            foreach (var item in page.Items)
                yield return item;
            token = page.HasMore ? page.Token : null;
        }
        while (token is not null);
    }

    /// <summary>The commits that lead to a reference, the newest first, along first parents.</summary>
    internal IAsyncEnumerable<HistoryEntry> HistoryAsync(string reference, string fetch, int pageSize, CancellationToken cancellationToken) =>
        ReadPagesAsync<HistoryPage, HistoryEntry>((api, page, t) => api.ListHistoryAsync(reference, fetch, pageSize, page, t), cancellationToken);

    /// <summary>
    /// A request that changes something and that, made twice, happens once: it names the hash that it expects. Made again after a lost answer it may be refused because it has
    /// happened (<see cref="RefusedException.AfterLostAnswer"/>).
    /// </summary>
    /// <exception cref="RefusedException">The answer was no.</exception>
    /// <exception cref="UnansweredException">There was no answer, however often it was asked.</exception>
    internal Task<T> ChangeAsync<T>(Func<INessieApi, CancellationToken, Task<T>> request, CancellationToken cancellationToken)
        where T : class =>
        requests.SendAsync(
            async (isLost, token) =>
            {
                try
                {
                    return await request(api, token) ?? throw NotNessie(null);
                }
                catch (ApiException e)
                {
                    throw Unanswered(e) ?? (Exception)new RefusedException(e.StatusCode, ErrorOf(e), isLost);
                }
            },
            mayBeRepeated: true,
            cancellationToken);

    internal IcebergException Unavailable(UnansweredException e) =>
        new(IcebergErrorKind.Unavailable, $"Nessie at {uri} does not answer: {e.Message.TrimEnd('.')}. See that it runs and that the catalog's uri is right, then try again.", retryable: true, e);

    public void Dispose() => requests.Dispose();

    private static UnansweredException? Unanswered(ApiException e) => e switch
    {
        { InnerException: JsonException } => NotNessie(e),
        { StatusCode: >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout } => new UnansweredException($"it says {(int)e.StatusCode} {e.ReasonPhrase}", mayHaveHappened: true, e),
        { StatusCode: HttpStatusCode.TooManyRequests } => new UnansweredException("it has too much to do (429)", mayHaveHappened: false, e),
        _ => null,
    };

    private static UnansweredException NotNessie(ApiException? e) => new("its answer is not what a Nessie of API version 2 says", mayHaveHappened: true, e);

    /// <summary>What Nessie says; a refusal by something else than Nessie has no error code, so it is not mistaken for the lack of a reference.</summary>
    private NessieError ErrorOf(ApiException e)
    {
        if (e.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            return new NessieError(null, $"Nessie at {uri} refuses the token ({(int)e.StatusCode} {e.ReasonPhrase}); give a valid one that may do this.", null);
        try
        {
            if (e.Content is { Length: > 0 } content && NessieJson.Read<NessieError>(content) is { ErrorCode: not null } error)
                return error;
        }
        catch (JsonException)
        {
            // Not an answer of Nessie, said below.
        }

        return new NessieError(null, $"{uri} answers {(int)e.StatusCode} {e.ReasonPhrase} and is no Nessie of API version 2; the catalog's uri ends with /api/v2.", null);
    }
}
