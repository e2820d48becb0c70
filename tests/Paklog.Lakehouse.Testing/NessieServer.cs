using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace Paklog.Lakehouse.Testing;

/// <summary>A real Nessie on a free port of this machine, in memory, started by the first test of a collection that asks and stopped at its end.</summary>
public sealed class NessieServer : IAsyncDisposable
{
    private readonly HttpClient http = new();
    private readonly SemaphoreSlim gate = new(1);
    private int port;

    /// <summary>The address of its API, for example <c>http://127.0.0.1:40123/api/v2</c>.</summary>
    public Uri Uri => port == 0 ? throw new InvalidOperationException("Nessie has not been started; ask for it empty first.") : new Uri($"http://127.0.0.1:{port}/api/v2");

    /// <summary>Starts the server if it is not up; then it has no reference but <c>main</c>, and that is empty. Skips the test where there is no such engine.</summary>
    public async Task<Uri> EmptyAsync(CancellationToken cancellationToken = default)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (port == 0)
            {
                Shared.RequireProgram("java", "openjdk-17-jdk-headless");
                var free = LocalPort.Free();
                await Engines.RunAsync(cancellationToken, "nessie", "start", free.ToString(CultureInfo.InvariantCulture));
                port = free;
            }

            await ResetAsync(cancellationToken);
            return Uri;
        }
        finally
        {
            gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (port != 0)
            await Engines.RunAsync(CancellationToken.None, "nessie", "stop", port.ToString(CultureInfo.InvariantCulture));
        http.Dispose();
        gate.Dispose();
    }

    private async Task ResetAsync(CancellationToken cancellationToken)
    {
        var empty = (await http.GetFromJsonAsync<JsonElement>($"{Uri}/config", cancellationToken)).GetProperty("noAncestorHash").GetString();
        foreach (var reference in (await http.GetFromJsonAsync<JsonElement>($"{Uri}/trees", cancellationToken)).GetProperty("references").EnumerateArray())
        {
            var (name, hash) = (reference.GetProperty("name").GetString()!, reference.GetProperty("hash").GetString());
            var path = $"{Uri}/trees/{System.Uri.EscapeDataString($"{name}@{hash}")}";
            using var answer = name == "main"
                ? await http.PutAsJsonAsync(path, new { type = "DETACHED", hash = empty }, cancellationToken)
                : await http.DeleteAsync(path, cancellationToken);
            answer.EnsureSuccessStatusCode();
        }
    }
}
