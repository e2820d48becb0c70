using Paklog.Lakehouse.Spark.Gateway;
using Paklog.Lakehouse.Spark.Sql;

namespace Paklog.Lakehouse.SparkEngine;

/// <summary>What Spark says when it fails, as one sentence that tells what to do.</summary>
internal static class SparkErrors
{
    private const int Shown = 600;

    /// <summary>Calls Spark; what it throws comes as a sentence.</summary>
    /// <exception cref="LakehouseException">Spark refuses, fails or is gone.</exception>
    public static T Guard<T>(Func<T> call, string sql)
    {
        try
        {
            return call();
        }
        catch (Exception error) when (error is SparkException or GatewayException)
        {
            throw new LakehouseException(Describe(error, sql), error);
        }
    }

    private static string Describe(Exception error, string sql) => error switch
    {
        GatewayException => $"Spark's driver is gone ({error.Message.TrimEnd('.')}): nothing was published; if it ran out of memory, give it more by --engine-conf spark.driver.memory=4g, and run again.",
        _ when Chain(error).Any(message => message.Contains("OutOfMemory", StringComparison.Ordinal) || message.Contains("Java heap space", StringComparison.Ordinal)) =>
            "Spark ran out of memory: nothing was published; give its executors more by --engine-conf spark.executor.memory=4g (with --master local: spark.driver.memory), or less to do at once by --engine-conf spark.sql.shuffle.partitions=400.",
        _ when Chain(error).Any(message => message.Contains("ExecutorLostFailure", StringComparison.Ordinal)) =>
            $"Spark lost the executors of a job more often than it tries again: nothing was published; see the cluster's log, and run again ({Cut(error.Message)}).",
        SparkException { Condition: { } condition } => $"Spark refused a statement of the run ({condition}): {Cut(error.Message)} The statement: {Cut(sql)}",
        _ => $"Spark failed at a statement of the run: {Cut(error.Message)} The statement: {Cut(sql)}",
    };

    private static IEnumerable<string> Chain(Exception error)
    {
        for (var link = error; link is not null; link = link.InnerException)
            yield return link.Message;
    }

    private static string Cut(string text) => text.Length <= Shown ? text : text[..Shown] + " ...";
}
