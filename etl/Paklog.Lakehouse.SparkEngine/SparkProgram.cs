using Paklog.Lakehouse.Spark.Launch;
using Paklog.Lakehouse.Spark.Sql;

namespace Paklog.Lakehouse.SparkEngine;

/// <summary>A Spark program of one's own, with the lakehouse's tables at hand, in a process that Spark has started.</summary>
public static class SparkProgram
{
    /// <summary>What the branch main is called in the program's session: <c>lake.silver.orders</c>.</summary>
    public const string Lake = "lake";

    /// <param name="name">Names the application in Spark's pages, and the program in messages.</param>
    /// <param name="work">The program. The catalog is served while it runs, and names further branches (<see cref="ServedCatalog.NameIn"/>). What it returns is an exit code; 50 to 56 and those above 128 are Spark's.</param>
    /// <exception cref="LakehouseException">Spark cannot be reached, or fails: one sentence.</exception>
    public static async Task<int> RunAsync(string name, Lakehouse lakehouse, Func<SparkSession, ServedCatalog, Task<int>> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lakehouse);
        ArgumentNullException.ThrowIfNull(work);
        var catalog = await lakehouse.CatalogAsync(create: false, cancellationToken);
        await using var served = await ServedCatalog.StartAsync(catalog, lakehouse.Configuration.Warehouse, cancellationToken);
        try
        {
            await using var driver = SparkDriver.Attach(SparkEngineProvider.Environment(lakehouse.Variable));
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
