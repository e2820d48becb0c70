namespace Paklog.Lakehouse;

/// <summary>What kind of error it is, for callers that decide by it; people read the sentence.</summary>
public enum LakehouseErrorKind
{
    /// <summary>None of the others: the message says what to do.</summary>
    Failed,

    /// <summary>What was asked for cannot be understood or contradicts itself. The command line ends with exit code 2.</summary>
    InvalidRequest,

    /// <summary>A contract, a model or the configuration has faults; each is named with file and line.</summary>
    InvalidDeclaration,

    /// <summary>There is no such warehouse, branch, table or file.</summary>
    NotFound,

    /// <summary>Others changed the same tables. The same request may succeed when they are done.</summary>
    Conflict,

    /// <summary>An engine or a server is gone or does not answer.</summary>
    Unavailable,

    /// <summary>An audit judged against what was to be published.</summary>
    AuditFailed,
}
