using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Paklog.Lakehouse.Testing;

/// <summary>A real Trino with one Iceberg catalog <c>lake</c>, asked by its statement protocol (POST /v1/statement, then the nextUri of each answer).</summary>
public sealed class TrinoServer : IAsyncDisposable
{
    private readonly HttpClient client = new() { Timeout = TimeSpan.FromMinutes(2) };
    private readonly int port;

    private TrinoServer(int port) => this.port = port;

    /// <param name="kind"><c>rest</c> or <c>nessie</c>.</param>
    /// <param name="uri">Of the catalog.</param>
    /// <param name="extra">More lines of the catalog's properties.</param>
    public static async Task<TrinoServer> StartAsync(string kind, Uri uri, string warehouse, string extra, CancellationToken cancellationToken)
    {
        Shared.RequireProgram("curl", "curl");
        var port = LocalPort.Free();
        var server = new TrinoServer(port);
        await Engines.RunAsync(new Dictionary<string, string> { ["TRINO_EXTRA"] = extra }, cancellationToken, "trino", "start", $"{port}", kind, uri.ToString(), warehouse);
        return server;
    }

    /// <summary>Runs one statement and gives its rows, each an array of values.</summary>
    /// <exception cref="InvalidOperationException">Trino refused it: its message.</exception>
    public async Task<IReadOnlyList<JsonElement>> SqlAsync(string sql, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{port}/v1/statement") { Content = new StringContent(sql, Encoding.UTF8) };
        request.Headers.Add("X-Trino-User", "tests");
        request.Headers.Add("X-Trino-Client-Capabilities", "PARAMETRIC_DATETIME"); // without it times are cut to milliseconds
        using var response = await client.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        var rows = new List<JsonElement>();
        while (true)
        {
            if (answer.TryGetProperty("error", out var error))
                throw new InvalidOperationException($"{sql}: {error.GetProperty("message")}");
            if (answer.TryGetProperty("data", out var data))
                rows.AddRange(data.EnumerateArray());
            if (!answer.TryGetProperty("nextUri", out var next))
                return rows;
            answer = await client.GetFromJsonAsync<JsonElement>(next.GetString(), cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await Engines.RunAsync(CancellationToken.None, "trino", "stop", $"{port}");
    }
}
