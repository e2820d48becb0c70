using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Iceberg;

namespace Paklog.Lakehouse.Faults;

/// <summary>An error that is of one table, model, contract or file, so that the others go on.</summary>
public static class TableFault
{
    /// <summary>
    /// Whether the others go on. Named is what is no fault of a table, and not the other way round: of the ways in which a table may be broken no list is ever whole, while that which takes everything
    /// along is little and known. It is the end of the command, of the machine's room, of the engine; a server that does not answer; and a commit that another came before, or of which nobody knows
    /// whether it happened.
    /// </summary>
    public static bool Is(Exception error, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested || MachineErrors.IsExhausted(error))
            return false;
        for (var link = error; link is not null; link = link.InnerException)
        {
            if (link is OperationCanceledException or EngineLostException
                or IcebergException { Kind: IcebergErrorKind.CommitConflict or IcebergErrorKind.CommitStateUnknown or IcebergErrorKind.Unavailable }
                or DuckDbException { Kind: DuckDbErrorKind.Interrupt or DuckDbErrorKind.OutOfMemory or DuckDbErrorKind.Fatal or DuckDbErrorKind.Connection })
                return false;
        }

        return true;
    }

    /// <summary>What is said of an error to a person.</summary>
    public static string Describe(Exception error) => error switch
    {
        DuckDbException or IOException or UnauthorizedAccessException when MachineErrors.Describe(error) is { } sentence => sentence,
        DuckDbException engine => engine.Sentence,
        LakehouseException or IcebergException => error.Message,
        UnauthorizedAccessException or IOException => error.Message,
        _ => $"This should not have happened ({error.GetType().Name}): {Line(error.Message)} Run it again with --verbose and report what it prints.",
    };

    private static string Line(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
