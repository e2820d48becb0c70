using System.CommandLine;
using System.Globalization;
using System.Net;
using Paklog.Lakehouse.Rest;
using Paklog.Lakehouse.Rest.Server;

namespace Paklog.Lakehouse.Cli;

/// <summary><c>serve</c>: the lakehouse's catalog as an Iceberg REST catalog, until it is interrupted.</summary>
public static class ServeVerb
{
    private const int DefaultPort = 8181;

    public static Verb Create()
    {
        var port = new Option<int>("--port") { Description = "Listen here; 0 takes a free port.", HelpName = "N", DefaultValueFactory = _ => DefaultPort };
        var host = new Option<string>("--host") { Description = "The address to listen on; others than this machine's own need --clients.", HelpName = "ADDRESS", DefaultValueFactory = _ => "127.0.0.1" };
        var clients = new Option<string?>("--clients") { Description = "A file of lines 'read|write NAME SECRET'; without it nobody is asked for a token.", HelpName = "FILE" };
        var command = new Command("serve", "Serve the catalog to Spark, Trino, DuckDB and others as an Iceberg REST catalog.") { port, host, clients };
        return new Verb(command, async (session, parsed, cancellationToken) =>
        {
            var options = new RestServerOptions
            {
                Host = AddressOf(parsed.GetRequiredValue(host)),
                Port = PortOf(parsed.GetRequiredValue(port)),
                Warehouse = session.Lakehouse.Configuration.Warehouse,
                Clients = parsed.GetValue(clients) is { } file ? ClientsFile.Read(Path.GetFullPath(file, session.Host.CurrentFolder)) : [],
                Clock = session.Host.Clock,
                OnError = error => session.Host.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{session.Host.Clock.GetUtcNow():O} {error}")),
            };
            await ServeAsync(session, options, cancellationToken);
            return 0;
        });
    }

    private static async Task ServeAsync(ICommandSession session, RestServerOptions options, CancellationToken cancellationToken)
    {
        var catalog = await session.Lakehouse.CatalogAsync(create: true, cancellationToken);
        await using var server = await RestCatalogServer.StartAsync(catalog, options, cancellationToken);
        if (session.Json)
        {
            session.WriteJson(json =>
            {
                json.WriteString("uri", server.Uri.ToString());
                json.WriteString("warehouse", session.Lakehouse.Configuration.WarehouseName);
            });
        }
        else
        {
            var who = options.Clients.Count == 0 ? "nobody is asked for a token" : $"known clients: {string.Join(", ", options.Clients.Select(client => client.Name))}";
            await session.Output.WriteLineAsync($"{session.Lakehouse.Configuration.WarehouseName} is served at {server.Uri} ({who}); a client's warehouse is a branch: main. Ctrl-C ends it.");
        }

        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // It is how serving ends.
        }
    }

    private static IPAddress AddressOf(string text) =>
        text == "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(text, out var address) ? address
        : throw new UsageException($"--host {text}: give an address, such as 127.0.0.1, ::1 or 0.0.0.0.");

    private static int PortOf(int port) => port is >= 0 and <= IPEndPoint.MaxPort ? port : throw new UsageException($"--port {port}: a port is a number from 0 to {IPEndPoint.MaxPort}.");
}
