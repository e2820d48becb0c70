using System.Net.Http.Headers;

namespace Paklog.Lakehouse.Iceberg.Requests;

/// <summary>
/// Sends the token, and gives an answer only once its body is here. <see cref="HttpClient.Timeout"/> ends with the headers where a library asks for these alone, as Refit does: a body that
/// stops half-way would be waited for without end, and one that is cut off would be another error than a lost answer.
/// </summary>
internal sealed class WholeAnswers(Func<string?> token) : DelegatingHandler(new SocketsHttpHandler())
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (token() is { Length: > 0 } bearer)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        var response = await base.SendAsync(request, cancellationToken);
        try
        {
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
