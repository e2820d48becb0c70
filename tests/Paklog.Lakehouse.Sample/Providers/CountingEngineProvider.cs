using System.Diagnostics;
using Paklog.Lakehouse.Engine;

namespace Sample.Providers;

/// <summary>Names the engine for <c>--engine counting</c>; what starts it is this program once more, with a variable set.</summary>
public sealed class CountingEngineProvider : IEngineProvider
{
    private const string Here = "SAMPLE_COUNTING";

    public string Name => "counting";

    /// <summary>The engine that was opened last.</summary>
    public CountingEngine? Opened { get; private set; }

    public bool IsHere(Func<string, string?> variable) => variable(Here) is not null;

    public void RequireReach(string location)
    {
        // Whatever DuckDB reads it reads.
    }

    public IEngine Open(EngineOpening opening) => Opened = new CountingEngine(new EmbeddedEngine(new EngineOptions(), opening.Manifests));

    public IEngineCommand CommandOf(EngineRequest request) => new Command(request);

    private sealed class Command(EngineRequest request) : IEngineCommand
    {
        public override string ToString() => $"{Here}=1 dotnet {request.Assembly} {string.Join(' ', request.Arguments)}";

        public async Task<int> RunAsync(CancellationToken cancellationToken)
        {
            using var process = Process.Start(new ProcessStartInfo("dotnet", [request.Assembly, .. request.Arguments]) { Environment = { [Here] = "1" } })!;
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode;
        }
    }
}
