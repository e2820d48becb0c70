using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Paklog.Lakehouse.Testing;

/// <summary>
/// Stands between a client and the real server and lets bytes through, but for requests of which it is told to lose the answer (those are done, and then the connection is cut) or to lose
/// the request itself.
/// </summary>
public sealed class Proxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopped = new();
    private readonly int target;
    private readonly Task accepting;

    public Proxy(Uri server)
    {
        target = server.Port;
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Told of each request's first line; true to lose its answer.</summary>
    public Func<string, bool> Loses { get; set; } = _ => false;

    /// <summary>Told of each request's first line; true to cut the connection before the server hears of it.</summary>
    public Func<string, bool> Drops { get; set; } = _ => false;

    /// <summary>Run when an answer or a request is lost, after the server has done what it heard of and before the client learns of it.</summary>
    public Func<Task> BeforeCut { get; set; } = () => Task.CompletedTask;

    /// <summary>From then on nothing reaches the server through it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (accepting.IsCompleted)
            return;
        await stopped.CancelAsync();
        listener.Stop();
        await accepting;
        stopped.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(ServeAsync(await listener.AcceptTcpClientAsync(stopped.Token)));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient accepted)
    {
        using var client = accepted;
        using var server = new TcpClient();
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, target, stopped.Token);
            var (near, far) = (client.GetStream(), server.GetStream());
            while (await ReadHeadAsync(near) is { } request)
            {
                var line = request[..request.IndexOf('\r', StringComparison.Ordinal)];
                if (Drops(line))
                {
                    await CopyAsync(near, Stream.Null, LengthOf(request));
                    await BeforeCut();
                    return;
                }

                var loses = Loses(line);
                await far.WriteAsync(Encoding.Latin1.GetBytes(request), stopped.Token);
                if (request.Contains("100-continue", StringComparison.OrdinalIgnoreCase))
                    await near.WriteAsync(Encoding.Latin1.GetBytes(await ReadHeadAsync(far) ?? ""), stopped.Token);
                await CopyAsync(near, far, LengthOf(request));
                var answer = await ReadHeadAsync(far);
                if (answer is null || loses)
                {
                    await BeforeCut();
                    return;
                }

                await near.WriteAsync(Encoding.Latin1.GetBytes(answer), stopped.Token);
                if (!request.StartsWith("HEAD", StringComparison.Ordinal))
                    await CopyAsync(far, near, LengthOf(answer));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or SocketException)
        {
            // The test has ended, or the client has gone.
        }
    }

    private async Task<string?> ReadHeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one, stopped.Token) > 0)
        {
            head.Append((char)one[0]);
            if (one[0] == '\n' && head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
                return head.ToString();
        }

        return null;
    }

    private async Task CopyAsync(Stream from, Stream to, long length)
    {
        var buffer = new byte[1 << 16];
        while (length > 0)
        {
            var read = await from.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, length)), stopped.Token);
            if (read == 0)
                throw new IOException("The connection ended.");
            await to.WriteAsync(buffer.AsMemory(0, read), stopped.Token);
            length -= read;
        }
    }

    private static long LengthOf(string head)
    {
        const string name = "\r\ncontent-length:";
        var at = head.IndexOf(name, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? 0 : long.Parse(head.AsSpan(at + name.Length, head.IndexOf('\r', at + name.Length) - at - name.Length).Trim(), provider: null);
    }
}
