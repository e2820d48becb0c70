using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Paklog.Lakehouse.Iceberg;
using Polly;
using Polly.Retry;
using RestEase;

namespace Paklog.Lakehouse.Rest.Client;

/// <summary>Makes the requests of <see cref="IRestApi"/>: with a token that it renews, and again where there was no answer.</summary>
internal sealed class RestTransport : IDisposable
{
    /// <summary>A token is renewed this long before its end.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    private readonly HttpClient http;
    private readonly IRestApi api;
    private readonly Uri uri;
    private readonly RestCatalogOptions options;
    private readonly ResiliencePipeline retry;
    private readonly SemaphoreSlim renewing = new(1);
    private DateTimeOffset renewAt = DateTimeOffset.MaxValue;

    internal RestTransport(Uri uri, RestCatalogOptions options)
    {
        this.uri = uri;
        this.options = options;
        http = new HttpClient { BaseAddress = new Uri(uri.AbsoluteUri.TrimEnd('/')), Timeout = options.Timeout };
        api = new RestEase.RestClient(http).For<IRestApi>();
        if (!string.IsNullOrEmpty(options.Token))
            api.Authorization = new AuthenticationHeaderValue("Bearer", options.Token);
        else if (!string.IsNullOrEmpty(options.Credential))
            renewAt = DateTimeOffset.MinValue;
        retry = options.RequestAttempts <= 1 ? ResiliencePipeline.Empty : new ResiliencePipelineBuilder { TimeProvider = options.Clock }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = options.RequestAttempts - 1,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = options.FirstDelay,
                MaxDelay = TimeSpan.FromSeconds(10),
                Randomizer = options.Random,
                ShouldHandle = new PredicateBuilder().Handle<UnansweredException>(e => e.MayBeTriedAgain),
            })
            .Build();
    }

    /// <summary>A request that changes nothing.</summary>
    /// <exception cref="IcebergException">Unavailable: there was no answer.</exception>
    internal async Task<RestReply> ReadAsync(Func<IRestApi, CancellationToken, Task<Response<string>>> request, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(request, tryAgain: true, cancellationToken);
        }
        catch (UnansweredException e)
        {
            throw Unavailable(e);
        }
    }

    /// <summary>A request that changes something. It is made again after a lost answer where the server knows it by its key.</summary>
    /// <param name="hasKeys">Whether the server said that it knows requests by their keys.</param>
    /// <exception cref="IcebergException">Unavailable: there was no answer, and nothing happened; CommitStateUnknown: there was none, and it may have happened.</exception>
    internal async Task<RestReply> ChangeAsync(bool hasKeys, Func<IRestApi, string?, CancellationToken, Task<Response<string>>> request, CancellationToken cancellationToken)
    {
        var key = hasKeys ? options.NewGuid().ToString() : null;
        try
        {
            return await SendAsync((api, token) => request(api, key, token), tryAgain: hasKeys, cancellationToken);
        }
        catch (UnansweredException e)
        {
            throw e.MayHaveHappened
                ? new IcebergException(IcebergErrorKind.CommitStateUnknown, $"{uri} gave no answer to a change: {e.Message.TrimEnd('.')}. It may have been done; load what it was to change.", inner: e)
                : Unavailable(e);
        }
    }

    public void Dispose()
    {
        http.Dispose();
        renewing.Dispose();
    }

    /// <param name="tryAgain">Whether what may have happened is asked for once more.</param>
    private async Task<RestReply> SendAsync(Func<IRestApi, CancellationToken, Task<Response<string>>> request, bool tryAgain, CancellationToken cancellationToken)
    {
        var isLost = false;
        return await retry.ExecuteAsync<RestReply>(
            async token =>
            {
                try
                {
                    await AuthorizeAsync(token);
                    return Reply(await request(api, token), isLost);
                }
                catch (Exception e) when (Unanswered(e, token) is { } unanswered)
                {
                    isLost |= unanswered.MayHaveHappened;
                    throw new UnansweredException(unanswered.Message, isLost, tryAgain || !isLost, e);
                }
            },
            cancellationToken);
    }

    private RestReply Reply(Response<string> response, bool isLost)
    {
        var status = response.ResponseMessage.StatusCode;
        return status switch
        {
            HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => throw new UnansweredException($"it has too much to do ({(int)status})", false, true),
            >= HttpStatusCode.InternalServerError and not HttpStatusCode.NotImplemented => throw new UnansweredException($"it says {(int)status} {response.StringContent}", true, true),
            _ => new RestReply((int)status, response.StringContent ?? "", uri, isLost),
        };
    }

    private static UnansweredException? Unanswered(Exception e, CancellationToken token) => e switch
    {
        UnansweredException unanswered => unanswered,
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } => new UnansweredException(e.Message, false, true, e),
        HttpRequestException or IOException => new UnansweredException(e.Message, true, true, e),
        OperationCanceledException when !token.IsCancellationRequested => new UnansweredException("the time for an answer has passed", true, true, e),
        _ => null,
    };

    private async Task AuthorizeAsync(CancellationToken cancellationToken)
    {
        if (options.Clock.GetUtcNow() < renewAt)
            return;
        await renewing.WaitAsync(cancellationToken);
        try
        {
            if (options.Clock.GetUtcNow() >= renewAt)
                await RenewAsync(cancellationToken);
        }
        finally
        {
            renewing.Release();
        }
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        var credential = options.Credential!.Split(':', 2);
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["scope"] = "catalog",
            ["client_id"] = credential.Length == 2 ? credential[0] : "",
            ["client_secret"] = credential[^1],
        };
        Response<string> response;
        try
        {
            response = await api.GetTokenAsync(form, cancellationToken);
        }
        catch (Exception e) when (Unanswered(e, cancellationToken) is { } unanswered)
        {
            // Whatever became of this request, the one that needs the token was not made.
            throw new UnansweredException(unanswered.Message, mayHaveHappened: false, mayBeTriedAgain: true, e);
        }

        if (!response.ResponseMessage.IsSuccessStatusCode)
            throw new IcebergException(IcebergErrorKind.ValidationFailed, $"{uri} gives no token for the credential ({(int)response.ResponseMessage.StatusCode}): {response.StringContent}");
        using var answer = JsonDocument.Parse(response.StringContent!);
        api.Authorization = new AuthenticationHeaderValue("Bearer", answer.RootElement.GetProperty("access_token").GetString());
        renewAt = answer.RootElement.TryGetProperty("expires_in", out var seconds)
            ? options.Clock.GetUtcNow() + TimeSpan.FromSeconds(seconds.GetInt64()) - Margin
            : DateTimeOffset.MaxValue;
    }

    private IcebergException Unavailable(UnansweredException e) =>
        new(IcebergErrorKind.Unavailable, $"The catalog at {uri} does not answer: {e.Message.TrimEnd('.')}. See that it runs and that the uri is right, then try again.", retryable: true, e);
}
