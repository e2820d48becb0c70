using Polly;
using Polly.Retry;

namespace Paklog.Lakehouse.Iceberg.Requests;

/// <summary>Makes the requests of a catalog to its server: again where there was no answer, and it remembers that an answer was lost.</summary>
public sealed class ServerRequests : IDisposable
{
    private readonly ResiliencePipeline retry;

    /// <param name="server">The address that the paths of requests follow.</param>
    /// <param name="token">The bearer token of the moment, if there is one.</param>
    public ServerRequests(Uri server, RequestOptions options, Func<string?> token)
    {
        Http = new HttpClient(new WholeAnswers(token)) { BaseAddress = new Uri(server.AbsoluteUri.TrimEnd('/')), Timeout = options.Timeout };
        retry = options.Attempts <= 1 ? ResiliencePipeline.Empty : new ResiliencePipelineBuilder { TimeProvider = options.Clock }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = options.Attempts - 1,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = options.FirstDelay,
                MaxDelay = TimeSpan.FromSeconds(10),
                Randomizer = options.Random,
                ShouldHandle = new PredicateBuilder().Handle<UnansweredException>(e => e.MayBeTriedAgain),
            })
            .Build();
    }

    /// <summary>The client to send by, in the function that is given to <see cref="SendAsync"/>.</summary>
    public HttpClient Http { get; }

    /// <param name="request">
    /// Makes one try; it is told whether an earlier one may have done what this is for, and answers a server's "not now" with an <see cref="UnansweredException"/>.
    /// </param>
    /// <param name="mayBeRepeated">Whether the request, made twice, happens once. If not, only a try that cannot have happened is followed by another.</param>
    /// <exception cref="UnansweredException">There was no answer, however often it was asked.</exception>
    public async Task<T> SendAsync<T>(Func<bool, CancellationToken, Task<T>> request, bool mayBeRepeated, CancellationToken cancellationToken)
    {
        var isLost = false;
        return await retry.ExecuteAsync(
            async token =>
            {
                try
                {
                    return await request(isLost, token);
                }
                catch (Exception e) when (Unanswered(e, token) is { } unanswered)
                {
                    isLost |= unanswered.MayHaveHappened;
                    throw new UnansweredException(unanswered.Message, isLost, e) { MayBeTriedAgain = mayBeRepeated || !isLost };
                }
            },
            cancellationToken);
    }

    public void Dispose() => Http.Dispose();

    /// <summary>What a failure is, if it is the lack of an answer; Refit wraps what happened on the way.</summary>
    public static UnansweredException? Unanswered(Exception e, CancellationToken token) => e switch
    {
        UnansweredException unanswered => unanswered,
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } => new UnansweredException(e.Message, mayHaveHappened: false, e),
        HttpRequestException or IOException => new UnansweredException(e.Message, mayHaveHappened: true, e),
        OperationCanceledException => token.IsCancellationRequested ? null : new UnansweredException("the time for an answer has passed", mayHaveHappened: true, e),
        { InnerException: { } cause } => Unanswered(cause, token),
        _ => null,
    };
}
