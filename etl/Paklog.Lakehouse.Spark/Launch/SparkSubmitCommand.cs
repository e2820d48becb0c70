using System.Diagnostics;
using System.Text;

namespace Paklog.Lakehouse.Spark.Launch;

/// <summary>
/// A spark-submit: what <see cref="ToString"/> prints is what <see cref="SparkDriver.StartAsync"/> runs, argument by argument. Every user of the machine
/// can read a command line, so secrets do not belong into <see cref="Conf"/>: they go by the session's builder or by the environment.
/// </summary>
/// <param name="Submit">The program, <see cref="SparkInstallation.Submit"/>.</param>
public sealed record SparkSubmitCommand(string Submit)
{
    private const string JavaOptionsVariable = "SPARK_SUBMIT_OPTS";

    // PySpark's name for "start a gateway and wait" (org.apache.spark.deploy.SparkSubmit).
    private const string GatewayOnly = "pyspark-shell";

    /// <summary>For example <c>local[4]</c> or <c>spark://host:7077</c>; null leaves it to Spark's own configuration.</summary>
    public string? Master { get; init; }

    /// <summary>What Spark's web interface calls the application.</summary>
    public string? Name { get; init; }

    /// <summary>For example <c>2g</c>. Only here: a running driver cannot be given more.</summary>
    public string? DriverMemory { get; init; }

    public string? ExecutorMemory { get; init; }

    public string? PropertiesFile { get; init; }

    /// <summary>Paths or addresses of jar files, for driver and executors.</summary>
    public IReadOnlyList<string> Jars { get; init; } = [];

    /// <summary>Maven coordinates, <c>group:artifact:version</c>.</summary>
    public IReadOnlyList<string> Packages { get; init; } = [];

    /// <summary>Spark's properties, in this order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Conf { get; init; } = [];

    /// <summary>What else spark-submit takes, as it is.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Options of the driver's JVM, without blanks in them. They go by the environment (SPARK_SUBMIT_OPTS), and stand before those of Spark's own configuration and of the user, which prevail.</summary>
    public IReadOnlyList<string> JavaOptions { get; init; } = [];

    /// <summary>A compiled .NET program that Spark starts as it starts a Python one; null: a gateway alone, for a process that runs already.</summary>
    public DotNetApplication? Application { get; init; }

    /// <summary>What follows the program.</summary>
    public IReadOnlyList<string> Arguments => [.. Groups().SelectMany(group => group)];

    /// <summary>The program with its arguments and the environment of this process.</summary>
    public ProcessStartInfo StartInfo()
    {
        var start = new ProcessStartInfo(Submit, Arguments) { UseShellExecute = false };
        AddTo(start.Environment);
        return start;
    }

    /// <summary>Puts <see cref="JavaOptions"/> into the environment that spark-submit is started with.</summary>
    public void AddTo(IDictionary<string, string?> environment)
    {
        if (JavaOptions.Count > 0)
            environment[JavaOptionsVariable] = string.Join(' ', [.. JavaOptions, environment.TryGetValue(JavaOptionsVariable, out var given) ? given : null]).TrimEnd();
    }

    /// <summary>For a POSIX shell: an option a line.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        if (JavaOptions.Count > 0)
            text.Append($"{JavaOptionsVariable}=\"{string.Join(' ', JavaOptions)} ${JavaOptionsVariable}\" \\\n");
        text.Append(Quote(Submit));
        foreach (var group in Groups())
            text.Append(" \\\n    ").AppendJoin(' ', group.Select(Quote));
        return text.ToString();
    }

    private IEnumerable<string[]> Groups()
    {
        if (Master is not null)
            yield return ["--master", Master];
        if (Name is not null)
            yield return ["--name", Name];
        if (DriverMemory is not null)
            yield return ["--driver-memory", DriverMemory];
        if (ExecutorMemory is not null)
            yield return ["--executor-memory", ExecutorMemory];
        if (PropertiesFile is not null)
            yield return ["--properties-file", PropertiesFile];
        if (Jars.Count > 0)
            yield return ["--jars", string.Join(',', Jars)];
        if (Packages.Count > 0)
            yield return ["--packages", string.Join(',', Packages)];
        if (Application is not null)
        {
            yield return ["--class", "org.apache.spark.deploy.PythonRunner"];
            yield return ["--conf", "spark.pyspark.driver.python=" + Application.DotNet];
        }
        foreach (var (key, value) in Conf)
            yield return ["--conf", $"{key}={value}"];
        foreach (var option in Options)
            yield return [option];
        // PythonRunner takes the program, the Python files beside it (none) and the program's arguments.
        yield return Application is null ? [GatewayOnly] : ["spark-internal", Application.Assembly, "", .. Application.Arguments];
    }

    private static string Quote(string argument) =>
        argument.Length > 0 && argument.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:=,@%+".Contains(c)) ? argument : $"'{argument.Replace("'", "'\\''")}'";
}
