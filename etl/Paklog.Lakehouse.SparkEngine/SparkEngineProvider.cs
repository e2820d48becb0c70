using System.Text.RegularExpressions;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Spark.Launch;
using Paklog.Lakehouse.Spark.Sql;

namespace Paklog.Lakehouse.SparkEngine;

/// <summary>The engine <c>spark</c>: a process that spark-submit started has it at hand, another one is started again by spark-submit.</summary>
public sealed partial class SparkEngineProvider : IEngineProvider
{
    public string Name => SparkEngine.EngineName;

    public bool IsHere(Func<string, string?> variable) => SparkDriver.IsSubmitted(Environment(variable));

    public void RequireReach(string location)
    {
        if (!location.StartsWith("file:", StringComparison.Ordinal))
            throw new LakehouseException($"The engine spark reaches warehouses in file systems that all nodes share, and not '{location}': leave out --engine, and the embedded engine computes.");
    }

    public IEngine Open(EngineOpening opening)
    {
        try
        {
            var driver = SparkDriver.Attach(Environment(opening.Variable));
            var session = SparkSession.Builder(driver.Gateway).AppName("lakehouse").GetOrCreate();
            return new SparkEngine(session, opening.Manifests, opening.Clock);
        }
        catch (Exception error) when (error is SparkLaunchException || SparkErrors.IsOfSpark(error))
        {
            throw new LakehouseException($"Spark does not start: {SparkErrors.Sentence(error)}", error);
        }
    }

    public IEngineCommand CommandOf(EngineRequest request)
    {
        if (request.Master is { } master && !KnownMaster().IsMatch(master))
            throw new LakehouseException($"'{master}' is no master that Spark knows: --master takes local, local[4], spark://host:7077, yarn or k8s://https://host:443.");
        try
        {
            var spark = SparkInstallation.Find(null, Environment(request.Variable));
            return new SparkCommand(new SparkSubmitCommand(spark.Submit)
            {
                Master = request.Master,
                PropertiesFile = request.SettingsFile,
                Name = "lakehouse",

                // Its log would hide what the run says.
                Conf = [KeyValuePair.Create("spark.log.level", "WARN"), .. request.Settings.Select(Pair)],
                JavaOptions = DriverOptions.Of(spark.Home, request.Settings, request.SettingsFile, request.Variable),
                Application = new DotNetApplication(request.Assembly, request.Arguments),
            });
        }
        catch (SparkLaunchException error)
        {
            throw new LakehouseException(error.Message, error);
        }
    }

    private static KeyValuePair<string, string> Pair(string setting) => KeyValuePair.Create(setting[..setting.IndexOf('=', StringComparison.Ordinal)], setting[(setting.IndexOf('=', StringComparison.Ordinal) + 1)..]);

    internal static Dictionary<string, string> Environment(Func<string, string?> variable)
    {
        string[] names = ["PYSPARK_GATEWAY_PORT", "PYSPARK_GATEWAY_SECRET", "SPARK_HOME", "JAVA_HOME", "PATH"];
        return names.Where(name => variable(name) is { Length: > 0 }).ToDictionary(name => name, name => variable(name)!);
    }

    [GeneratedRegex(@"^(local(\[.+\])?|local-cluster\[.+\]|yarn|spark://.+|k8s://.+)$")]
    private static partial Regex KnownMaster();
}
