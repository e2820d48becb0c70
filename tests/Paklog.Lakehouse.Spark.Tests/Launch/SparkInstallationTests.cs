using Paklog.Lakehouse.Spark.Launch;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.Spark.Tests.Launch;

public sealed class SparkInstallationTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_argument_goes_before_the_environment_and_JAVA_HOME_before_PATH()
    {
        var (named, other) = (Spark("named"), Spark("other"));
        var environment = new Dictionary<string, string> { ["SPARK_HOME"] = other, ["JAVA_HOME"] = Java("jdk"), ["PATH"] = $"/nowhere:{Java("path")}/bin" };
        Assert.Equal(new SparkInstallation(named, Path.Combine(folder.Path, "jdk/bin/java")), SparkInstallation.Find(named, environment));
        Assert.Equal(other, SparkInstallation.Find(null, environment).Home);
        environment.Remove("JAVA_HOME");
        Assert.Equal(Path.Combine(folder.Path, "path/bin/java"), SparkInstallation.Find(null, environment).Java);
    }

    [Fact]
    public void What_is_missing_is_said_with_what_to_set()
    {
        var java = $"{Java("path")}/bin";
        Assert.Equal(
            "There is no Spark: set SPARK_HOME to the folder of a Spark distribution, the one that holds bin/spark-submit.",
            Refused(null, new() { ["PATH"] = java, ["SPARK_HOME"] = "" }));
        Assert.Equal("SPARK_HOME is /no/spark, and there is no such folder.", Refused(null, new() { ["PATH"] = java, ["SPARK_HOME"] = "/no/spark" }));
        Assert.Equal(
            $"Spark's folder was given as {folder.Path}, and that folder has no bin/spark-submit: name the folder of a Spark distribution.",
            Refused(folder.Path, new() { ["PATH"] = java }));
        Assert.Equal(
            "There is no Java for Spark: install Java 17 or newer, or set JAVA_HOME to its folder.",
            Refused(Spark("spark"), new() { ["PATH"] = "/no/bin" }));
        Assert.Equal(
            "There is no Java for Spark: JAVA_HOME is /no/jdk, and that folder has no bin/java.",
            Refused(Spark("spark"), new() { ["PATH"] = java, ["JAVA_HOME"] = "/no/jdk" }));
    }

    private static string Refused(string? home, Dictionary<string, string> environment) =>
        Assert.Throws<SparkLaunchException>(() => SparkInstallation.Find(home, environment)).Message;

    private string Spark(string name) => Program(name, "spark-submit");

    private string Java(string name) => Program(name, "java");

    private string Program(string home, string program)
    {
        var bin = Directory.CreateDirectory(Path.Combine(folder.Path, home, "bin"));
        File.WriteAllText(Path.Combine(bin.FullName, program), "");
        return Path.Combine(folder.Path, home);
    }
}
