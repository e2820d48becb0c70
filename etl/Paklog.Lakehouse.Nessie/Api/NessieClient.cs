using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Paklog.Lakehouse.Iceberg;
using Polly;
using Polly.Retry;
using RestEase;

namespace Paklog.Lakehouse.Nessie.Api;

/// <summary>Makes the requests of <see cref="INessieApi"/>, again where there was no answer, and tells apart what went wrong.</summary>
internal sealed class NessieClient : IDisposable
{
    /// <summary>As many entries of a log as are asked for at once.</summary>
    internal const int LongestPage = 1000;

    private readonly HttpClient http;
    private readonly INessieApi api;
    private readonly ResiliencePipeline retry;
    private readonly Uri uri;

    internal NessieClient(Uri uri, NessieCatalogOptions options)
    {
        this.uri = uri;
        http = new HttpClient { BaseAddress = new Uri(uri.AbsoluteUri.TrimEnd('/')), Timeout = options.Timeout };
        api = new RestClient(http) { RequestBodySerializer = new NessieJson.Bodies(), ResponseDeserializer = new NessieJson.Answers() }.For<INessieApi>();
        if (!string.IsNullOrEmpty(options.Token))
            api.Authorization = new AuthenticationHeaderValue("Bearer", options.Token);
        retry = options.RequestAttempts <= 1 ? ResiliencePipeline.Empty : new ResiliencePipelineBuilder { TimeProvider = options.Clock }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = options.RequestAttempts - 1,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = options.FirstDelay,
                MaxDelay = TimeSpan.FromSeconds(10),
                Randomizer = options.Random,
                ShouldHandle = new PredicateBuilder().Handle<UnansweredException>(),
            })
            .Build();
    }

    /// <summary>A request that changes nothing. A refusal is for the caller to explain.</summary>
    /// <exception cref="RefusedException">The answer was no.</exception>
    /// <exception cref="IcebergException">Unavailable: there was no answer.</exception>
    internal async Task<T> ReadAsync<T>(Func<INessieApi, CancellationToken, Task<T>> request, CancellationToken cancellationToken)
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
        where TPage : IPage<TItem>
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
    internal async Task<T> ChangeAsync<T>(Func<INessieApi, CancellationToken, Task<T>> request, CancellationToken cancellationToken)
    {
        var isLost = false;
        return await retry.ExecuteAsync(
            async token =>
            {
                try
                {
                    return await request(api, token);
                }
                catch (Exception e) when (Unanswered(e, token) is { } unanswered)
                {
                    isLost |= unanswered.MayHaveHappened;
                    throw new UnansweredException(unanswered.Message, isLost, e);
                }
                catch (ApiException e)
                {
                    throw new RefusedException(e.StatusCode, ErrorOf(e), isLost);
                }
            },
            cancellationToken);
    }

    internal IcebergException Unavailable(UnansweredException e) =>
        new(IcebergErrorKind.Unavailable, $"Nessie at {uri} does not answer: {e.Message.TrimEnd('.')}. See that it runs and that the catalog's uri is right, then try again.", retryable: true, e);

    public void Dispose() => http.Dispose();

    private static UnansweredException? Unanswered(Exception e, CancellationToken token) => e switch
    {
        ApiException { StatusCode: >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout } api =>
            new UnansweredException($"it says {(int)api.StatusCode} {api.ReasonPhrase}", mayHaveHappened: true, e),
        ApiException { StatusCode: HttpStatusCode.TooManyRequests } => new UnansweredException("it has too much to do (429)", mayHaveHappened: false, e),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } =>
            new UnansweredException(e.Message, mayHaveHappened: false, e),
        HttpRequestException or IOException => new UnansweredException(e.Message, mayHaveHappened: true, e),
        OperationCanceledException when !token.IsCancellationRequested => new UnansweredException("the time for an answer has passed", mayHaveHappened: true, e),
        JsonException => new UnansweredException("its answer is not what a Nessie of API version 2 says", mayHaveHappened: true, e),
        _ => null,
    };

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
