using System.Net;
using System.Text;
using System.Text.Json;

namespace Paklog.Lakehouse.Rest.Tests;

/// <summary>Sends requests as they stand, to a path behind <c>/v1/</c>.</summary>
internal sealed class RestSession(Uri server, string? token = null) : IDisposable
{
    private readonly HttpClient client = new();

    internal const string Schema = """{"type":"struct","fields":[{"id":7,"name":"id","type":"long","required":true},{"id":9,"name":"day","type":"date","required":false}]}""";

    internal static string Creation(string name, string more = "") => $$"""{"name":"{{name}}","schema":{{Schema}}{{more}}}""";

    internal async Task<(HttpStatusCode Status, JsonElement Body, HttpResponseMessage Response)> SendAsync(
        string method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri($"{server}/v1/{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, body.StartsWith('{') ? "application/json" : "application/x-www-form-urlencoded");
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (response.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement, response);
    }

    /// <summary>The body of an answer that must be good.</summary>
    internal async Task<JsonElement> OkAsync(string method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        var (status, answer, _) = await SendAsync(method, path, body, headers);
        Assert.True((int)status is >= 200 and < 300, $"{method} {path}: {status} {answer}");
        return answer;
    }

    /// <summary>The message of an answer that must be an error of this kind.</summary>
    internal async Task<string> FailsAsync(int status, string type, string method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        var (found, answer, _) = await SendAsync(method, path, body, headers);
        Assert.Equal(status, (int)found);
        var error = answer.GetProperty("error");
        Assert.Equal((type, status), (error.GetProperty("type").GetString(), error.GetProperty("code").GetInt32()));
        return error.GetProperty("message").GetString()!;
    }

    public void Dispose() => client.Dispose();
}
