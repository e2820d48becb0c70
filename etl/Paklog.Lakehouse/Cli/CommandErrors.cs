using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Models;

namespace Paklog.Lakehouse.Cli;

/// <summary>Exit codes and what is said to a person when a command fails.</summary>
internal static class CommandErrors
{
    internal const int Failure = 1;
    internal const int Usage = 2;
    internal const int Interrupted = 130;

    internal static int CodeOf(Exception error) => error switch
    {
        UsageException => Usage,
        OperationCanceledException => Interrupted,
        _ => Failure,
    };

    internal static string Describe(Exception error) => error switch
    {
        OperationCanceledException => "Interrupted. What was committed stays; run the same command again.",
        DuckDbException or IOException or UnauthorizedAccessException when MachineErrors.Describe(error) is { } sentence => sentence,
        DuckDbException engine => engine.Sentence,
        UsageException or LakehouseException or IcebergException or ContractException or ModelException => error.Message,
        UnauthorizedAccessException or IOException => error.Message,
        _ => $"This should not have happened ({error.GetType().Name}): {Line(error.Message)} Run it again with --verbose and report what it prints.",
    };

    private static string Line(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
