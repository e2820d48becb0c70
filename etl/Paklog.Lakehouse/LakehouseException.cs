namespace Paklog.Lakehouse;

/// <summary>Something that a person can mend: the message is one sentence that says what, where and what to do.</summary>
public class LakehouseException(string message, Exception? inner = null) : Exception(message, inner)
{
    public LakehouseException(LakehouseErrorKind kind, string message, Exception? inner = null)
        : this(message, inner) => Kind = kind;

    public LakehouseErrorKind Kind { get; init; }

    /// <summary>Whether the same request may succeed when it is made again, without that anybody mends something. The scheduler of DAGs reads it.</summary>
    public bool Retryable { get; init; }
}
