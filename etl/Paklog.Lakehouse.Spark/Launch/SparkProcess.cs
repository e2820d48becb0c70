using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Paklog.Lakehouse.Spark.Launch;

/// <summary>
/// A spark-submit with a gateway that was started here. Its standard input is a pipe that only this process holds: PythonGatewayServer ends at its end,
/// so the JVM ends with us, also where we are killed.
/// </summary>
internal sealed class SparkProcess : IAsyncDisposable
{
    private const int KeptLines = 20;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(20);

    private readonly Process process;
    private readonly string folder;
    private readonly LogTail tail = new(KeptLines);
    private readonly Action<string> log;
    private bool listens;

    private SparkProcess(Process process, string folder, Action<string> log)
    {
        this.process = process;
        this.folder = folder;
        this.log = log;
    }

    private string ConnectionInfoPath => Path.Combine(folder, "connection");

    /// <exception cref="SparkLaunchException">The program cannot be run.</exception>
    public static SparkProcess Start(SparkSubmitCommand command, IReadOnlyDictionary<string, string> environment, Action<string> log)
    {
        var process = new Process
        {
            StartInfo = new ProcessStartInfo("/bin/sh")
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardOutputEncoding = Encoding.UTF8,
                StandardErrorEncoding = Encoding.UTF8,
            },
        };
        var folder = Directory.CreateTempSubdirectory("paklog-spark-").FullName; // for this user alone: a secret will be in it
        var spark = new SparkProcess(process, folder, log);
        var start = process.StartInfo;
        // Ctrl-C in a terminal goes to all of its processes. Java must not die of it before we have cancelled our work; a signal that is ignored stays
        // ignored over exec, and Java leaves it at that.
        foreach (var argument in (string[])["-c", "trap '' INT; exec \"$@\"", "sh", command.Submit, .. command.Arguments])
            start.ArgumentList.Add(argument);
        start.Environment.Clear();
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        command.AddTo(start.Environment);
        start.Environment["_PYSPARK_DRIVER_CONN_INFO_PATH"] = spark.ConnectionInfoPath;
        process.OutputDataReceived += (_, line) => spark.Hear(line.Data);
        process.ErrorDataReceived += (_, line) => spark.Hear(line.Data);
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            Directory.Delete(folder, recursive: true);
            process.Dispose();
            throw new SparkLaunchException($"Spark cannot be started by {command.Submit}: {e.Message}.", e);
        }
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return spark;
    }

    /// <summary>Waits until the driver says where its gateway is.</summary>
    /// <exception cref="SparkLaunchException">It ended before that.</exception>
    public async Task<ConnectionInfo> ConnectionInfoAsync(CancellationToken cancellationToken)
    {
        while (!File.Exists(ConnectionInfoPath))
        {
            if (process.HasExited)
            {
                await process.WaitForExitAsync(cancellationToken); // until its last lines are read, too
                throw new SparkLaunchException($"Spark ended with exit code {process.ExitCode} while starting{tail}");
            }
            await Task.Delay(Look, cancellationToken);
        }
        listens = true;
        var info = ConnectionInfo.Read(ConnectionInfoPath);
        Directory.Delete(folder, recursive: true); // the secret lies about no longer than it must
        return info;
    }

    public string? HowItEnded()
    {
        if (!process.WaitForExit(Moment))
            return null;
        process.WaitForExit(); // with a time it does not wait until the last lines are read, too
        return $"Spark's driver has ended with exit code {process.ExitCode}; the end of its log{tail}";
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            process.StandardInput.Close();
            if (!listens)
                process.Kill(entireProcessTree: true); // it reads its input only after it has started
            using var patience = new CancellationTokenSource(Farewell);
            await process.WaitForExitAsync(patience.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
        process.Dispose();
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    private void Hear(string? line)
    {
        if (line is null)
            return;
        tail.Add(line);
        log(line);
    }
}
