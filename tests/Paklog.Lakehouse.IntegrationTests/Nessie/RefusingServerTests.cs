using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Nessie;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Nessie;

/// <summary>What the real server in memory does not do: ask for a token, be overloaded, be something else than Nessie. A server that answers what the test says.</summary>
public sealed class RefusingServerTests : IDisposable
{
    private const string Config = """{"defaultBranch":"main","maxSupportedApiVersion":2,"actualApiVersion":2}""";

    private const string Main = """{"reference":{"type":"BRANCH","name":"main","hash":"2e1cfa82b035c26cbbbdae632cea070514eb8b773f616aaeaf668e2f0be8f10d"}}""";

    private readonly HttpListener listener = LocalPort.Listen();
    private readonly ConcurrentQueue<(int Status, string Body)> answers = new();
    private readonly ConcurrentQueue<string> tokens = new();
    private readonly Uri uri;
    private readonly Task serving;

    public RefusingServerTests()
    {
        uri = new Uri(new Uri(listener.Prefixes.Single()), "api/v2");
        serving = ServeAsync();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        listener.Close();
        serving.GetAwaiter().GetResult();
    }

    [Fact]
    public async Task The_token_is_sent_with_every_request()
    {
        using var catalog = await OpenAsync((200, Config), (200, Main));
        Assert.Equal(["Bearer secret", "Bearer secret"], tokens);
    }

    [Fact]
    public async Task A_server_that_cannot_now_is_asked_again()
    {
        using var catalog = await OpenAsync((503, ""), (429, ""), (200, Config), (500, """{"errorCode":"UNKNOWN","message":"x"}"""), (200, Main));
        Assert.Equal(5, tokens.Count);
    }

    [Theory]
    [InlineData(401, "", IcebergErrorKind.ValidationFailed, "refuses the token (401")]
    [InlineData(403, """{"errorCode":"FORBIDDEN","message":"no"}""", IcebergErrorKind.ValidationFailed, "refuses the token (403")]
    [InlineData(404, "<html>Not Found</html>", IcebergErrorKind.InvalidData, "ends with /api/v2")]
    [InlineData(200, "<html>Welcome</html>", IcebergErrorKind.Unavailable, "not what a Nessie of API version 2 says")]
    [InlineData(200, """{"defaultBranch":"main","maxSupportedApiVersion":2,"actualApiVersion":1}""", IcebergErrorKind.Unsupported, "ends with /api/v2")]
    public async Task What_is_wrong_with_the_server_is_said(int status, string body, IcebergErrorKind kind, string sentence)
    {
        var error = await Assert.ThrowsAsync<IcebergException>(() => OpenAsync([.. Enumerable.Repeat((status, body), 3)]));
        Assert.Equal(kind, error.Kind);
        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
    }

    private Task<NessieCatalog> OpenAsync(params IReadOnlyList<(int Status, string Body)> script)
    {
        foreach (var answer in script)
            answers.Enqueue(answer);
        var options = new NessieCatalogOptions { Token = "secret", RequestAttempts = 3, FirstDelay = TimeSpan.FromMilliseconds(1) };
        return NessieCatalog.OpenAsync(uri, "file:///nowhere", new LocalFileIO(), options, Token);
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await listener.GetContextAsync();
                tokens.Enqueue(context.Request.Headers["Authorization"] ?? "");
                var (status, body) = answers.TryDequeue(out var answer) ? answer : (410, "The script has ended.");
                context.Response.StatusCode = status;
                context.Response.Close(Encoding.UTF8.GetBytes(body), willBlock: true);
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }
}
