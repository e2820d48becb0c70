using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Paklog.Lakehouse.Spark.Tests.Gateway;

/// <summary>
/// A gateway that says what a real one does not say on demand. For each connection in turn it takes the secret's two lines and then plays: it waits for the
/// end of a command, sends the next of its replies as it is (no line end is added), and closes after the last.
/// </summary>
internal sealed class ScriptedGateway : IDisposable
{
    public const string Accepted = "!yv\n";

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly List<string> commands = [];

    public ScriptedGateway(params string[][] connections)
    {
        listener.Start();
        _ = PlayAsync(connections);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>The commands so far, their lines with a space between, without the end.</summary>
    public IReadOnlyList<string> Commands
    {
        get
        {
            lock (commands)
                return [.. commands];
        }
    }

    public void Dispose() => listener.Dispose();

    private async Task PlayAsync(string[][] connections)
    {
        foreach (var replies in connections)
        {
            using var client = await listener.AcceptTcpClientAsync();
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, new UTF8Encoding(false), leaveOpen: true);
            for (var i = 0; i < replies.Length; i++)
            {
                var command = new List<string>();
                while (await reader.ReadLineAsync() is { } line && line != "e")
                {
                    command.Add(line);
                    if (i == 0 && command.Count == 2)
                        break; // the secret has no end of a command
                }
                lock (commands)
                    commands.Add(string.Join(' ', command));
                await stream.WriteAsync(Encoding.UTF8.GetBytes(replies[i]));
            }
        }
    }
}
