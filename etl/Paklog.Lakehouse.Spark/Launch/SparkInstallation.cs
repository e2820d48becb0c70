namespace Paklog.Lakehouse.Spark.Launch;

/// <summary>A folder with Spark, and the Java that its scripts will run.</summary>
/// <param name="Home">SPARK_HOME, a full path.</param>
/// <param name="Java">What bin/spark-class takes: JAVA_HOME's, else the one on PATH.</param>
public sealed record SparkInstallation(string Home, string Java)
{
    /// <summary>What starts applications.</summary>
    public string Submit => Path.Combine(Home, "bin", "spark-submit");

    /// <param name="sparkHome">What the user said; null for SPARK_HOME of the environment.</param>
    /// <param name="environment">SPARK_HOME, JAVA_HOME and PATH are read; no other place is.</param>
    /// <exception cref="SparkLaunchException">There is no Spark, or no Java; the sentence says what to set.</exception>
    public static SparkInstallation Find(string? sparkHome, IReadOnlyDictionary<string, string> environment)
    {
        var named = sparkHome ?? Set(environment, "SPARK_HOME")
            ?? throw new SparkLaunchException("There is no Spark: set SPARK_HOME to the folder of a Spark distribution, the one that holds bin/spark-submit.");
        var says = sparkHome is null ? "SPARK_HOME is" : "Spark's folder was given as";
        var home = Path.GetFullPath(named);
        if (!Directory.Exists(home))
            throw new SparkLaunchException($"{says} {named}, and there is no such folder.");
        var installation = new SparkInstallation(home, FindJava(environment));
        return File.Exists(installation.Submit)
            ? installation
            : throw new SparkLaunchException($"{says} {named}, and that folder has no bin/spark-submit: name the folder of a Spark distribution.");
    }

    private static string FindJava(IReadOnlyDictionary<string, string> environment)
    {
        if (Set(environment, "JAVA_HOME") is { } javaHome)
        {
            var java = Path.Combine(javaHome, "bin", "java");
            return File.Exists(java) ? java : throw new SparkLaunchException($"There is no Java for Spark: JAVA_HOME is {javaHome}, and that folder has no bin/java.");
        }
        var folders = (Set(environment, "PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Select(folder => Path.Combine(folder, "java")).FirstOrDefault(File.Exists)
            ?? throw new SparkLaunchException("There is no Java for Spark: install Java 17 or newer, or set JAVA_HOME to its folder.");
    }

    private static string? Set(IReadOnlyDictionary<string, string> environment, string name) =>
        environment.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
