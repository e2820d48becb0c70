using System.Diagnostics;
using Paklog.Lakehouse.Spark.Launch;

namespace Paklog.Lakehouse.Spark.Tests.Launch;

public class SparkSubmitCommandTests
{
    private static readonly SparkSubmitCommand Full = new("/opt/my spark/bin/spark-submit")
    {
        Master = "spark://a:7077",
        Name = "it's $HOME \"now\"",
        DriverMemory = "2g",
        ExecutorMemory = "3g",
        PropertiesFile = "conf/spark/defaults.conf",
        Jars = ["a.jar", "b.jar"],
        Packages = ["g:a:1"],
        Conf = [new("spark.sql.catalog.lake", "org.apache.iceberg.spark.SparkCatalog"), new("spark.x", "two words\nand a line"), new("spark.empty", "")],
        Options = ["--verbose"],
    };

    [Fact]
    public void Arguments_have_the_order_of_spark_submit()
    {
        Assert.Equal(
            [
                "--master", "spark://a:7077", "--name", "it's $HOME \"now\"", "--driver-memory", "2g", "--executor-memory", "3g",
                "--properties-file", "conf/spark/defaults.conf", "--jars", "a.jar,b.jar", "--packages", "g:a:1",
                "--conf", "spark.sql.catalog.lake=org.apache.iceberg.spark.SparkCatalog", "--conf", "spark.x=two words\nand a line", "--conf", "spark.empty=",
                "--verbose", "pyspark-shell",
            ],
            Full.Arguments);
        var job = new SparkSubmitCommand("spark-submit") { Master = "local[2]", Application = new DotNetApplication("Paklog.Jobs.dll", ["run", "--all"]) };
        Assert.Equal(
            [
                "--master", "local[2]", "--class", "org.apache.spark.deploy.PythonRunner", "--conf", "spark.pyspark.driver.python=dotnet",
                "spark-internal", "Paklog.Jobs.dll", "", "run", "--all",
            ],
            job.Arguments);
    }

    [Fact]
    public void What_is_printed_is_for_a_person_to_read()
    {
        var job = new SparkSubmitCommand("/opt/spark/bin/spark-submit") { Master = "local[2]", Application = new DotNetApplication("Jobs.dll", ["run", "--all"]) };
        Assert.Equal(
            """
            /opt/spark/bin/spark-submit \
                --master 'local[2]' \
                --class org.apache.spark.deploy.PythonRunner \
                --conf spark.pyspark.driver.python=dotnet \
                spark-internal Jobs.dll '' run --all
            """,
            job.ToString());
    }

    /// <summary>A real shell takes the printed text apart into the very arguments.</summary>
    [Fact]
    public async Task What_is_printed_a_shell_reads_as_what_is_started()
    {
        foreach (var command in (SparkSubmitCommand[])[Full, Full with { Application = new DotNetApplication("/a b/Jobs.dll", ["", "'", "\\", "*", "--x=1"]) }])
        {
            var start = new ProcessStartInfo("/bin/sh") { RedirectStandardOutput = true };
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add("printf '%s\\0' " + command);
            using var shell = Process.Start(start)!;
            var words = (await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\0')[..^1];
            Assert.Equal([command.Submit, .. command.Arguments], words);
        }
    }

    /// <summary>The options of the JVM that were given before stand behind ours, so that they prevail: as the text is read by a shell, and as the command is started.</summary>
    [Theory]
    [InlineData(null, "-XX:A=1 -XX:B=2")]
    [InlineData("-XX:A=3", "-XX:A=1 -XX:B=2 -XX:A=3")]
    public async Task Options_of_the_JVM_go_by_the_environment(string? given, string expected)
    {
        var command = new SparkSubmitCommand("/bin/sh") { JavaOptions = ["-XX:A=1", "-XX:B=2"], Options = ["-c", "printf %s \"$SPARK_SUBMIT_OPTS\""] };
        var printed = new ProcessStartInfo("/bin/sh", ["-c", command.ToString()]);
        var started = new ProcessStartInfo(command.Submit, command.Arguments);
        printed.Environment["SPARK_SUBMIT_OPTS"] = started.Environment["SPARK_SUBMIT_OPTS"] = given;
        command.AddTo(started.Environment);
        foreach (var start in (ProcessStartInfo[])[printed, started])
        {
            start.RedirectStandardOutput = true;
            using var process = Process.Start(start)!;
            Assert.Equal(expected, (await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim());
        }
    }
}
