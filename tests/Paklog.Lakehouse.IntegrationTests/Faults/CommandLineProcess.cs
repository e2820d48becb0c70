using System.Diagnostics;

namespace Paklog.Lakehouse.IntegrationTests.Faults;

/// <summary>The job assembly as a process of its own, on one warehouse, with the repository's contracts and models.</summary>
internal sealed class CommandLineProcess : IDisposable
{
    private const int Killed = 128 + 9;

    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task<string> error;

    private CommandLineProcess(Process process)
    {
        this.process = process;
        output = process.StandardOutput.ReadToEndAsync(Token);
        error = process.StandardError.ReadToEndAsync(Token);
    }

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static CommandLineProcess Start(string warehouse, params IReadOnlyList<string> arguments) => Start([], Repository.Path("conf"), warehouse, arguments);

    /// <param name="within">A program and its arguments that ends by executing its last ones: the surroundings of the process.</param>
    public static CommandLineProcess Start(IReadOnlyList<string> within, string conf, string warehouse, params IReadOnlyList<string> arguments)
    {
        string[] command = [.. within, "dotnet", Path.Combine(AppContext.BaseDirectory, "Paklog.Jobs.dll"), .. arguments, "--warehouse", warehouse, "--conf", conf];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        return new CommandLineProcess(Process.Start(start)!);
    }

    /// <summary>Runs to a good end and gives what it printed.</summary>
    public static Task<string> RunAsync(string warehouse, params IReadOnlyList<string> arguments) => RunAsync(Repository.Path("conf"), warehouse, arguments);

    /// <summary>Runs to a good end with this configuration and gives what it printed.</summary>
    public static async Task<string> RunAsync(string conf, string warehouse, IReadOnlyList<string> arguments)
    {
        using var process = Start([], conf, warehouse, arguments);
        var result = await process.WaitAsync();
        Assert.True(result.ExitCode == 0, $"{string.Join(' ', arguments)} ended with {result.ExitCode}: {result.Error}");
        return result.Output;
    }

    public async Task<CommandLineResult> WaitAsync()
    {
        await process.WaitForExitAsync(Token);
        return new CommandLineResult(process.ExitCode, await output, await error);
    }

    /// <summary>Ends the process by SIGKILL; false when it was done before.</summary>
    public async Task<bool> KillAsync()
    {
        process.Kill();
        return (await WaitAsync()).ExitCode == Killed;
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
    }
}
