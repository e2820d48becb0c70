using System.Net;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Requests;
using Refit;

namespace Paklog.Lakehouse.Rest.Client;

/// <summary>Makes the requests of <see cref="IRestApi"/>: with a token that it renews, and again where there was no answer.</summary>
internal sealed class RestTransport : IDisposable
{
    /// <summary>A token is renewed this long before its end.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    private readonly ServerRequests requests;
    private readonly IRestApi api;
    private readonly Uri uri;
    private readonly RestCatalogOptions options;
    private readonly SemaphoreSlim renewing = new(1);
    private volatile string? bearer;
    private DateTimeOffset renewAt = DateTimeOffset.MaxValue;

    internal RestTransport(Uri uri, RestCatalogOptions options)
    {
        this.uri = uri;
        this.options = options;
        requests = new ServerRequests(uri, new RequestOptions(options.Timeout, options.RequestAttempts, options.FirstDelay, options.Clock, options.Random), () => bearer);
        api = RestService.For<IRestApi>(requests.Http, new RefitSettings { Buffered = true });
        if (!string.IsNullOrEmpty(options.Token))
            bearer = options.Token;
        else if (!string.IsNullOrEmpty(options.Credential))
            renewAt = DateTimeOffset.MinValue;
    }

    /// <summary>A request that changes nothing.</summary>
    /// <exception cref="IcebergException">Unavailable: there was no answer.</exception>
    internal async Task<RestReply> ReadAsync(Func<IRestApi, CancellationToken, Task<IApiResponse<string>>> request, CancellationToken cancellationToken)
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
    internal async Task<RestReply> ChangeAsync(bool hasKeys, Func<IRestApi, string?, CancellationToken, Task<IApiResponse<string>>> request, CancellationToken cancellationToken)
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
        requests.Dispose();
        renewing.Dispose();
    }

    /// <param name="tryAgain">Whether what may have happened is asked for once more.</param>
    private Task<RestReply> SendAsync(Func<IRestApi, CancellationToken, Task<IApiResponse<string>>> request, bool tryAgain, CancellationToken cancellationToken) =>
        requests.SendAsync(
            async (isLost, token) =>
            {
                await AuthorizeAsync(token);
                using var response = await request(api, token);
                var (status, content) = Answer(response);
                return status switch
                {
                    HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => throw new UnansweredException($"it has too much to do ({(int)status})", mayHaveHappened: false),
                    >= HttpStatusCode.InternalServerError and not HttpStatusCode.NotImplemented => throw new UnansweredException($"it says {(int)status} {content}", mayHaveHappened: true),
                    _ => new RestReply((int)status, content, uri, isLost),
                };
            },
            tryAgain,
            cancellationToken);

    /// <summary>Any status is an answer; what went wrong on the way is not, though Refit gives both as a response.</summary>
    private static (HttpStatusCode Status, string Content) Answer(IApiResponse<string> response)
    {
        if (response.Error is ApiRequestException lost)
            ExceptionDispatchInfo.Throw(lost.InnerException ?? lost);
        return (response.StatusCode!.Value, response.Content ?? (response.Error as ApiException)?.Content ?? "");
    }

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
        HttpStatusCode status;
        string content;
        try
        {
            using var response = await api.GetTokenAsync(form, cancellationToken);
            (status, content) = Answer(response);
        }
        catch (Exception e) when (ServerRequests.Unanswered(e, cancellationToken) is { } unanswered)
        {
            // Whatever became of this request, the one that needs the token was not made.
            throw new UnansweredException(unanswered.Message, mayHaveHappened: false, e);
        }

        if ((int)status is < 200 or >= 300)
            throw new IcebergException(IcebergErrorKind.ValidationFailed, $"{uri} gives no token for the credential ({(int)status}): {content}");
        using var answer = JsonDocument.Parse(content);
        bearer = answer.RootElement.GetProperty("access_token").GetString();
        renewAt = answer.RootElement.TryGetProperty("expires_in", out var seconds)
            ? options.Clock.GetUtcNow() + TimeSpan.FromSeconds(seconds.GetInt64()) - Margin
            : DateTimeOffset.MaxValue;
    }

    private IcebergException Unavailable(UnansweredException e) =>
        new(IcebergErrorKind.Unavailable, $"The catalog at {uri} does not answer: {e.Message.TrimEnd('.')}. See that it runs and that the uri is right, then try again.", retryable: true, e);
}
