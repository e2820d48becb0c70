using Paklog.Lakehouse.Faults;

namespace Paklog.Lakehouse.Cli;

/// <summary>Exit codes and what is said to a person when a command fails.</summary>
internal static class CommandErrors
{
    internal const int Failure = 1;
    internal const int Usage = 2;
    internal const int Interrupted = 130;

    internal static int CodeOf(Exception error) => error switch
    {
        LakehouseException { Kind: LakehouseErrorKind.InvalidRequest } => Usage,
        OperationCanceledException => Interrupted,
        _ => Failure,
    };

    internal static string Describe(Exception error) => error switch
    {
        OperationCanceledException => "Interrupted. What was committed stays; run the same command again.",
        _ => TableFault.Describe(error),
    };
}
