using System.Net;
using System.Net.Sockets;
using System.Text;
using Paklog.Lakehouse.Iceberg.Requests;

namespace Paklog.Lakehouse.Iceberg.Tests.Requests;

/// <summary>A server that does not give whole answers, one for each connection.</summary>
public sealed class ServerRequestsTests : IDisposable
{
    private const string Whole = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ended = new();

    public ServerRequestsTests() => listener.Start();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        ended.Cancel();
        listener.Dispose();
        ended.Dispose();
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nhalf", true)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nhalf", false)]
    [InlineData("", false)]
    public async Task An_answer_that_stops_or_is_cut_off_is_a_lost_one(string answer, bool isCut)
    {
        var serving = ServeAsync((answer, isCut), (Whole, true));
        using var requests = Open(attempts: 2);
        var lost = new List<bool>();
        var text = await requests.SendAsync(
            (isLost, token) =>
            {
                lost.Add(isLost);
                return GetAsync(requests, token);
            },
            mayBeRepeated: true,
            Token);

        Assert.Equal(("ok", 2), (text, lost.Count));
        Assert.Equal([false, true], lost);
        await serving;
    }

    [Fact]
    public async Task What_may_have_happened_is_not_asked_for_twice_where_that_would_do_it_twice()
    {
        _ = ServeAsync(("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nhalf", true), (Whole, true));
        using var requests = Open(attempts: 3);
        var tries = 0;
        var error = await Assert.ThrowsAsync<UnansweredException>(() => requests.SendAsync(
            (_, token) =>
            {
                tries++;
                return GetAsync(requests, token);
            },
            mayBeRepeated: false,
            Token));
        Assert.Equal((1, true), (tries, error.MayHaveHappened));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_asked_again_and_did_nothing()
    {
        listener.Stop();
        using var requests = Open(attempts: 3);
        var tries = 0;
        var error = await Assert.ThrowsAsync<UnansweredException>(() => requests.SendAsync(
            (_, token) =>
            {
                tries++;
                return GetAsync(requests, token);
            },
            mayBeRepeated: false,
            Token));
        Assert.Equal((3, false), (tries, error.MayHaveHappened));
    }

    /// <summary>As Refit does: the headers alone are asked for, and the body is read from what came.</summary>
    private static async Task<string> GetAsync(ServerRequests requests, CancellationToken token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/config");
        using var response = await requests.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token);
        return await response.Content.ReadAsStringAsync(token);
    }

    private ServerRequests Open(int attempts) => new(
        new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"),
        new RequestOptions(TimeSpan.FromSeconds(2), attempts, TimeSpan.FromMilliseconds(1), TimeProvider.System, () => 0.5),
        () => null);

    private async Task ServeAsync(params IReadOnlyList<(string Answer, bool IsCut)> answers)
    {
        var open = new List<TcpClient>();
        try
        {
            foreach (var (answer, isCut) in answers)
            {
                var client = await listener.AcceptTcpClientAsync(ended.Token);
                open.Add(client);
                await client.GetStream().ReadAtLeastAsync(new byte[4096], 16, cancellationToken: ended.Token);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer), ended.Token);
                if (isCut)
                    client.Close();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test has ended.
        }
        finally
        {
            open.ForEach(client => client.Dispose());
        }
    }
}
