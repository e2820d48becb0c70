using System.Diagnostics;
using System.Text.Json;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Recordings;

/// <summary>The job assembly as a process of its own, on one warehouse.</summary>
internal static class CommandLineProcess
{
    private const int Killed = 128 + 9;

    /// <summary>Runs to the end and gives what it printed.</summary>
    public static async Task<string> RunAsync(string warehouse, params IReadOnlyList<string> arguments)
    {
        using var process = Start(warehouse, arguments);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', arguments)} ended with {process.ExitCode}: {await errors}");
        return output;
    }

    public static async Task<IReadOnlyList<JsonElement>> QueryAsync(string warehouse, string sql) => JsonLines.Read(await RunAsync(warehouse, "query", sql, "--json"));

    /// <summary>Ends the process by SIGKILL as soon as the warehouse holds so many files; false when it was done before.</summary>
    public static async Task<bool> KillAsync(string warehouse, int files, params IReadOnlyList<string> arguments)
    {
        using var process = Start(warehouse, arguments);
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        while (!process.HasExited && CountFiles(warehouse) < files)
            await Task.Delay(1, TestContext.Current.CancellationToken);
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode == Killed;
    }

    public static int CountFiles(string warehouse) => Directory.Exists(warehouse)
        ? Directory.EnumerateFiles(warehouse, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true }).Count()
        : 0;

    private static Process Start(string warehouse, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "Paklog.Jobs.dll"), .. arguments, "--warehouse", warehouse, "--conf", Repository.Path("conf")])
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}
