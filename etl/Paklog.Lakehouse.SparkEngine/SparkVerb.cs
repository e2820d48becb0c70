using System.CommandLine;
using Paklog.Lakehouse.Cli;
using Paklog.Lakehouse.Spark.Launch;
using Paklog.Lakehouse.Spark.Sql;

namespace Paklog.Lakehouse.SparkEngine;

/// <summary>A verb of the job assembly that is a Spark program of its own, with the lakehouse's tables at hand.</summary>
public static class SparkVerb
{
    /// <summary>What the branch main is called in the program's session: <c>lake.silver.orders</c>.</summary>
    public const string Lake = "lake";

    /// <param name="command">Its name, description, arguments and options; it gets those that say how Spark is started (<c>--master</c>, <c>--engine-conf</c>, <c>--engine-file</c>).</param>
    /// <param name="work">The program. The catalog is served while it runs, and names further branches (<see cref="ServedCatalog.NameIn"/>). What Spark throws becomes one sentence. What it returns is the exit code; 50 to 56 and those above 128 are Spark's.</param>
    public static Verb Create(Command command, Func<SparkSession, ServedCatalog, ParseResult, CancellationToken, Task<int>> work)
    {
        var settings = new EngineChoice();
        settings.AddSettingsTo(command);
        var provider = new SparkEngineProvider();
        return new Verb(command, (session, parsed, cancellationToken) => provider.IsHere(session.Host.Variable)
            ? RunAsync(command.Name, session, (spark, served) => work(spark, served, parsed, cancellationToken), cancellationToken)
            : EngineChoice.StartAsync(session, settings.CommandOf(provider, session, parsed), cancellationToken));
    }

    private static async Task<int> RunAsync(string name, ICommandSession session, Func<SparkSession, ServedCatalog, Task<int>> work, CancellationToken cancellationToken)
    {
        var catalog = await session.OpenCatalogAsync(create: false, cancellationToken);
        await using var served = await ServedCatalog.StartAsync(catalog, session.Configuration.Warehouse, cancellationToken);
        try
        {
            await using var driver = SparkDriver.Attach(SparkEngineProvider.Environment(session.Host.Variable));
            var spark = SparkSession.Builder(driver.Gateway).AppName(name).GetOrCreate();
            served.NameIn(spark, Lake);
            return await work(spark, served);
        }
        catch (Exception error) when (error is SparkLaunchException || SparkErrors.IsOfSpark(error))
        {
            throw new LakehouseException($"{name}: {SparkErrors.Sentence(error)}", error);
        }
    }
}
