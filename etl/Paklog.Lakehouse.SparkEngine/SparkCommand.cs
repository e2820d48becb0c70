using System.Diagnostics;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Spark.Launch;

namespace Paklog.Lakehouse.SparkEngine;

/// <summary>A spark-submit in the foreground: it has the terminal, Ctrl-C included.</summary>
internal sealed class SparkCommand(SparkSubmitCommand command) : IEngineCommand
{
    /// <summary>SparkExitCode.OOM.</summary>
    private const int OutOfMemory = 52;

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var process = Process.Start(command.StartInfo())
            ?? throw new LakehouseException($"{command.Submit} could not be started.");
        await using var cancelled = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
        await process.WaitForExitAsync(CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        return process.ExitCode switch
        {
            OutOfMemory => throw new LakehouseException(SparkErrors.OutOfMemory),

            // 130 is what an interrupted run ends with.
            > 2 and not 130 => throw new LakehouseException($"Spark's driver ended with exit code {process.ExitCode} ({Because(process.ExitCode)}): what the run had not published is not published; run it again."),
            var code => code,
        };
    }

    private static string Because(int code) => code > 128 ? $"signal {code - 128}; the machine may have been out of memory, or somebody ended it" : "see its log above";

    public override string ToString() => command.ToString();
}
