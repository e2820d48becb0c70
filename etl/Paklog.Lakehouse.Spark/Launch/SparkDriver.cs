using System.Globalization;
using Paklog.Lakehouse.Spark.Gateway;

namespace Paklog.Lakehouse.Spark.Launch;

/// <summary>
/// The JVM of Spark's driver and the gateway to it: the one that started this process (<see cref="Attach"/>), or one that this process starts and that
/// ends with it, however it ends (<see cref="StartAsync"/>).
/// </summary>
public sealed class SparkDriver : IAsyncDisposable
{
    private const string PortVariable = "PYSPARK_GATEWAY_PORT";
    private const string SecretVariable = "PYSPARK_GATEWAY_SECRET";

    private readonly SparkProcess? process;

    private SparkDriver(JvmGateway gateway, SparkProcess? process)
    {
        Gateway = gateway;
        this.process = process;
    }

    public JvmGateway Gateway { get; }

    /// <summary>Whether spark-submit started this process (<c>--class org.apache.spark.deploy.PythonRunner</c>).</summary>
    /// <param name="environment">Of this process.</param>
    public static bool IsSubmitted(IReadOnlyDictionary<string, string> environment) => environment.ContainsKey(PortVariable);

    /// <summary>The driver that started this process.</summary>
    /// <param name="environment">Of this process.</param>
    /// <exception cref="SparkLaunchException">No spark-submit started it.</exception>
    /// <exception cref="GatewayException">The driver has ended, or the variables are of another one.</exception>
    public static SparkDriver Attach(IReadOnlyDictionary<string, string> environment)
    {
        if (!environment.TryGetValue(PortVariable, out var port) || !environment.TryGetValue(SecretVariable, out var secret))
            throw new SparkLaunchException($"No spark-submit started this process: {PortVariable} and {SecretVariable} are not both set.");
        return int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 65536
            ? new SparkDriver(JvmGateway.Connect("127.0.0.1", number, secret), null)
            : throw new SparkLaunchException($"{PortVariable} is `{port}`, which is no port.");
    }

    /// <summary>Starts a driver with a gateway (five to ten seconds).</summary>
    /// <param name="command">Without an application.</param>
    /// <param name="environment">All that the driver gets, PATH among it.</param>
    /// <param name="log">Gets what the driver prints, line by line, from other threads; Spark's log is standard error.</param>
    /// <param name="cancellationToken">Ends the driver while it starts; later it has no say.</param>
    /// <exception cref="SparkLaunchException">It ended while starting; with the last lines of its log.</exception>
    public static async Task<SparkDriver> StartAsync(
        SparkSubmitCommand command, IReadOnlyDictionary<string, string> environment, Action<string> log, CancellationToken cancellationToken = default)
    {
        if (command.Application is not null)
            throw new ArgumentException("A command with an application starts another process, not a gateway for this one.", nameof(command));
        var process = SparkProcess.Start(command, environment, log);
        try
        {
            var info = await process.ConnectionInfoAsync(cancellationToken);
            return new SparkDriver(JvmGateway.Connect("127.0.0.1", info.Port, info.Secret), process);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// If the driver that was started here has ended: a sentence with its exit code, and the last lines of its log. Null while it runs, and always for the
    /// one that started this process. Waits a moment, since a closed connection is seen before the end of the process.
    /// </summary>
    public string? HowItEnded() => process?.HowItEnded();

    /// <summary>Closes the gateway; ends the driver if it was started here.</summary>
    public async ValueTask DisposeAsync()
    {
        Gateway.Dispose();
        if (process is not null)
            await process.DisposeAsync();
    }
}
