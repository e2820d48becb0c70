using System.Diagnostics;
using System.Runtime.InteropServices;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Spark.Launch;

namespace Paklog.Lakehouse.SparkEngine;

/// <summary>A spark-submit in the foreground: it has the terminal, Ctrl-C included.</summary>
internal sealed class SparkCommand(SparkSubmitCommand command) : IEngineCommand
{
    /// <summary>SparkExitCode.OOM; the others of SparkExitCode are 50 to 56.</summary>
    private const int OutOfMemory = 52;

    private const int Terminate = 15;

    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(20);

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var process = Process.Start(command.StartInfo())
            ?? throw new LakehouseException($"{command.Submit} could not be started.");
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Java ends by its hooks, and the job beside it, whose Spark is gone, takes away what it has not published: it must not be killed.
            _ = Signal(process.Id, Terminate);
            using var patience = new CancellationTokenSource(Farewell);
            await ((Task)process.WaitForExitAsync(patience.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
            throw;
        }

        return process.ExitCode switch
        {
            OutOfMemory => throw new LakehouseException(SparkErrors.OutOfMemory),

            // 130 is what an interrupted run ends with; what is left is the program's own code.
            (>= 50 and <= 56) or (> 128 and not 130) =>
                throw new LakehouseException($"Spark's driver ended with exit code {process.ExitCode} ({Because(process.ExitCode)}): what the run had not published is not published; run it again."),
            var code => code,
        };
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Signal(int process, int signal);

    private static string Because(int code) => code > 128 ? $"signal {code - 128}; the machine may have been out of memory, or somebody ended it" : "see its log above";

    public override string ToString() => command.ToString();
}
