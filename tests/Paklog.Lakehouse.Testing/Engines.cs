using System.Diagnostics;

namespace Paklog.Lakehouse.Testing;

/// <summary>The launcher <c>shared/engines/engines</c>: real engines for tests, unpacked into a cache on first use.</summary>
public static class Engines
{
    /// <summary>Runs a verb to its end and gives what it printed on standard output, without the last line end.</summary>
    /// <exception cref="InvalidOperationException">The verb failed: its standard error, and what it printed.</exception>
    public static Task<string> RunAsync(CancellationToken cancellationToken, params IReadOnlyList<string> arguments) =>
        RunAsync(new Dictionary<string, string>(), cancellationToken, arguments);

    /// <param name="variables">Of its environment, beside those of this process.</param>
    /// <inheritdoc cref="RunAsync(CancellationToken, IReadOnlyList{string})"/>
    public static async Task<string> RunAsync(IReadOnlyDictionary<string, string> variables, CancellationToken cancellationToken, params IReadOnlyList<string> arguments)
    {
        var launcher = Shared.Require("engines/engines");
        Shared.RequireProgram("bash", "bash");
        Shared.RequireProgram("xz", "xz-utils");
        var start = new ProcessStartInfo("bash")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(launcher);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("HOME")) && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("ENGINES_HOME")))
            start.Environment["ENGINES_HOME"] = Path.Combine(Path.GetTempPath(), "paklog-engines");
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? (await output).TrimEnd('\n')
            : throw new InvalidOperationException($"`engines {string.Join(' ', arguments)}` ended with {process.ExitCode}: {await error}{await output}");
    }
}
