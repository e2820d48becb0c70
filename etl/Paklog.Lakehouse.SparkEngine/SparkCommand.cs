using System.Diagnostics;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Spark.Launch;

namespace Paklog.Lakehouse.SparkEngine;

/// <summary>A spark-submit in the foreground: it has the terminal, Ctrl-C included.</summary>
internal sealed class SparkCommand(SparkSubmitCommand command) : IEngineCommand
{
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(command.Submit, command.Arguments) { UseShellExecute = false })
            ?? throw new LakehouseException($"{command.Submit} could not be started.");
        await using var cancelled = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
        await process.WaitForExitAsync(CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        return process.ExitCode;
    }

    public override string ToString() => command.ToString();
}
