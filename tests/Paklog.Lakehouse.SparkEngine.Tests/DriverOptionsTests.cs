using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.SparkEngine.Tests;

public sealed class DriverOptionsTests : IDisposable
{
    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public void A_collector_is_added_where_none_is_named()
    {
        var options = Of(["spark.driver.extraJavaOptions=-Duser.timezone=UTC"], variables: new() { ["JAVA_TOOL_OPTIONS"] = "-XX:+UseStringDeduplication" });
        Assert.Contains("-XX:+UseParallelGC", options);
    }

    /// <summary>With two of them the JVM ends before it begins.</summary>
    [Theory]
    [InlineData("setting")]
    [InlineData("file of settings")]
    [InlineData("SPARK_SUBMIT_OPTS")]
    [InlineData("JDK_JAVA_OPTIONS")]
    [InlineData("conf/spark-defaults.conf")]
    [InlineData("conf/spark-env.sh")]
    [InlineData("conf/java-opts")]
    [InlineData("SPARK_CONF_DIR")]
    public void None_is_added_where_the_user_names_one(string place)
    {
        const string Named = "spark.driver.extraJavaOptions=-Xss4m -XX:+UseG1GC";
        var variables = new Dictionary<string, string>();
        string[] settings = [];
        string? file = null;
        switch (place)
        {
            case "setting":
                settings = [Named];
                break;
            case "file of settings":
                file = Write("my.properties");
                break;
            case "SPARK_CONF_DIR":
                Write("other/spark-defaults.conf");
                variables[place] = Path.Combine(home.Path, "other");
                break;
            case var _ when place.StartsWith("conf/", StringComparison.Ordinal):
                Write(place);
                break;
            default:
                variables[place] = Named;
                break;
        }

        var options = Of(settings, file, variables);

        Assert.DoesNotContain("-XX:+UseParallelGC", options);
        Assert.Contains("-XX:Tier4InvocationThreshold=50000", options);

        string Write(string name)
        {
            var path = Path.Combine(home.Path, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, Named);
            return path;
        }
    }

    private IReadOnlyList<string> Of(string[] settings, string? file = null, Dictionary<string, string>? variables = null) =>
        DriverOptions.Of(home.Path, settings, file, name => variables?.GetValueOrDefault(name));
}
