using System.Text.RegularExpressions;

namespace Paklog.Lakehouse.SparkEngine;

/// <summary>
/// Options of the driver's JVM. A run makes much code and uses most of it for seconds: HotSpot's second compiler begins ten times later than by default (5,000, 600, 15,000 and 40,000), and still compiles what is used for long.
/// Kept rows and sorts are large arrays, which cost the parallel collector less than G1, and the heap begins as large as it may become. Figures: tests/benchmarks/README.md.
/// </summary>
public static partial class DriverOptions
{
    private const string Collector = "-XX:+UseParallelGC";

    private static readonly string[] Always =
    [
        "-XX:Tier4InvocationThreshold=50000", "-XX:Tier4MinInvocationThreshold=20000", "-XX:Tier4CompileThreshold=150000", "-XX:Tier4BackEdgeThreshold=400000", "-XX:InitialRAMPercentage=25",
    ];

    private static readonly string[] Variables = ["SPARK_SUBMIT_OPTS", "JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS"];

    private static readonly string[] Files = ["spark-defaults.conf", "spark-env.sh", "java-opts"];

    /// <summary>The options for an application; a JVM refuses to start with two collectors, so none is added where another is named anywhere.</summary>
    /// <param name="home">SPARK_HOME.</param>
    /// <param name="settings">Settings of the application.</param>
    /// <param name="settingsFile">Its file of settings; null for none.</param>
    /// <param name="variable">An environment variable by name.</param>
    public static IReadOnlyList<string> Of(string home, IEnumerable<string> settings, string? settingsFile, Func<string, string?> variable)
    {
        var folder = variable("SPARK_CONF_DIR") is { Length: > 0 } given ? given : Path.Combine(home, "conf");
        var files = Files.Select(file => Path.Combine(folder, file)).Append(settingsFile).Where(File.Exists).Select(file => File.ReadAllText(file!));
        return settings.Concat(Variables.Select(variable)).Concat(files).Any(text => text is not null && AnyCollector().IsMatch(text)) ? Always : [.. Always, Collector];
    }

    [GeneratedRegex(@"-XX:\+Use\w+GC\b")]
    private static partial Regex AnyCollector();
}
