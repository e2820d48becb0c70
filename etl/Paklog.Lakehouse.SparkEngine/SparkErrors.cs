using System.Text.RegularExpressions;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Faults;
using Paklog.Lakehouse.Spark.Gateway;
using Paklog.Lakehouse.Spark.Sql;

namespace Paklog.Lakehouse.SparkEngine;

/// <summary>What Spark says when it fails, as one sentence that tells what to do.</summary>
internal static partial class SparkErrors
{
    /// <summary>What a driver or an executor says of running out of memory, and with which it ends (Spark's SparkExitCode.OOM).</summary>
    public const string OutOfMemory =
        "Spark ran out of memory: what was not committed is undone; give its executors more by --engine-conf spark.executor.memory=4g (with --master local: spark.driver.memory), or less to do at once by --engine-conf spark.sql.shuffle.partitions=400.";

    private const int Shown = 600;

    /// <summary>Classes of SQLSTATE: cardinality, data, syntax and names; and what a cast raises that cannot be made.</summary>
    private static readonly string[] OfTheStatement = ["21", "22", "42", "P0"];

    /// <summary>Calls Spark; what it throws comes as a sentence.</summary>
    /// <exception cref="StatementException">The statement is at fault, or a value that it works on.</exception>
    /// <exception cref="EngineLostException">Spark is gone, or has lost what it works with.</exception>
    /// <exception cref="LakehouseException">Spark fails.</exception>
    public static T Guard<T>(Func<T> call, string sql)
    {
        try
        {
            return call();
        }
        catch (Exception error) when (IsOfSpark(error))
        {
            if (IsUnreadable(error))
                throw new UnreadableFileException($"Spark cannot read a file: {Sentence(error)}", error);
            throw error is SparkException { SqlState: { } state } && OfTheStatement.Any(kind => state.StartsWith(kind, StringComparison.Ordinal)) && !IsOfMachine(error)
                ? new StatementException(Sentence(error), null, Cut(sql), error)
                : error is GatewayException || IsOfMachine(error) || Says(error, "exited with code 52")
                    ? new EngineLostException(Describe(error, sql), error)
                    : new LakehouseException(Describe(error, sql), error);
        }
    }

    /// <inheritdoc cref="Guard{T}"/>
    public static void Guard(Action call, string sql) => Guard(
        () =>
        {
            call();
            return true;
        },
        sql);

    public static bool IsOfSpark(Exception error) => error is SparkException or JvmException or GatewayException;

    private static bool IsOfMachine(Exception error) => Says(error, "OutOfMemory", "Java heap space", "ExecutorLostFailure");

    /// <summary>Spark 3.5 has no name for it.</summary>
    private static bool IsUnreadable(Exception error) =>
        error is SparkException spark && (spark.Condition?.StartsWith("FAILED_READ_FILE", StringComparison.Ordinal) == true || spark.Message.Contains("while reading file", StringComparison.Ordinal));

    private static bool Says(Exception error, params ReadOnlySpan<string> words)
    {
        for (var link = error; link is not null; link = link.InnerException)
        {
            foreach (var word in words)
            {
                if (link.Message.Contains(word, StringComparison.Ordinal))
                    return true;
            }
        }

        return false;
    }

    private static string Describe(Exception error, string sql) => error switch
    {
        GatewayException => $"Spark's driver is gone ({error.Message.TrimEnd('.')}): what was not committed is undone; if it ran out of memory, give it more by --engine-conf spark.driver.memory=4g, and start the command again.",
        _ when Says(error, "OutOfMemory", "Java heap space", "exited with code 52") => OutOfMemory,
        _ when Says(error, "ExecutorLostFailure") =>
            $"Spark lost the executors of a job more often than it tries again: what was not committed is undone; see the cluster's log, and start the command again ({Sentence(error)}).",
        SparkException { Condition: { } condition } => $"Spark refused a statement ({condition}): {Sentence(error)} The statement: {Cut(sql)}",
        _ => $"Spark failed at a statement: {Sentence(error)} The statement: {Cut(sql)}",
    };

    /// <summary>What Spark says, without the name of the condition before it.</summary>
    public static string Sentence(Exception error) => Cut(Condition().Replace(error.Message, ""));

    [GeneratedRegex(@"^\[[A-Z0-9_.]+\] ")]
    private static partial Regex Condition();

    private static string Cut(string text) => text.Length <= Shown ? text : text[..Shown] + " ...";
}
