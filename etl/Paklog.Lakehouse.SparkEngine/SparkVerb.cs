using System.CommandLine;
using Paklog.Lakehouse.Cli;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Spark.Launch;
using Paklog.Lakehouse.Spark.Sql;

namespace Paklog.Lakehouse.SparkEngine;

/// <summary>A verb of the job assembly that is a Spark program of its own, with the lakehouse's tables at hand.</summary>
public static class SparkVerb
{
    /// <summary>What the branch main is called in the program's session: <c>lake.silver.orders</c>.</summary>
    public const string Lake = "lake";

    /// <param name="command">Its name, description, arguments and options; it gets the option <c>--master</c>.</param>
    /// <param name="work">The program. The catalog is served while it runs, and names further branches (<see cref="ServedCatalog.NameIn"/>). What Spark throws becomes one sentence.</param>
    public static Verb Create(Command command, Func<SparkSession, ServedCatalog, ParseResult, CancellationToken, Task<int>> work)
    {
        var master = new Option<string?>("--master") { Description = "Spark's cluster, as spark://host:7077 or local[4].", HelpName = "URL" };
        command.Add(master);
        var provider = new SparkEngineProvider();
        return new Verb(command, (session, parsed, cancellationToken) => provider.IsHere(session.Host.Variable)
            ? RunAsync(command.Name, session, (spark, served) => work(spark, served, parsed, cancellationToken), cancellationToken)
            : SubmitAsync(provider, session, parsed.GetValue(master), parsed, cancellationToken));
    }

    /// <summary>Starts this command line again by spark-submit, and says how.</summary>
    private static async Task<int> SubmitAsync(SparkEngineProvider provider, ICommandSession session, string? master, ParseResult parsed, CancellationToken cancellationToken)
    {
        var assembly = session.Host.ApplicationAssembly ?? throw new LakehouseException("spark-submit starts an application anew, and this process has no assembly that it could start.");
        var submit = provider.CommandOf(new EngineRequest(master, [], null, assembly, [.. parsed.Tokens.Select(token => token.Value)], session.Host.Variable));
        await session.Host.Error.WriteLineAsync(submit.ToString());
        return await submit.RunAsync(cancellationToken);
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
