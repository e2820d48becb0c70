namespace Paklog.Lakehouse.Iceberg.Requests;

/// <summary>A server gave no answer, or only that something is wrong with it. It never leaves a catalog: what it means to the caller depends on the request.</summary>
public sealed class UnansweredException(string message, bool mayHaveHappened, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether this try or an earlier one of the same request may have done what it was for.</summary>
    public bool MayHaveHappened { get; } = mayHaveHappened;

    /// <summary>Whether the next try does no harm.</summary>
    internal bool MayBeTriedAgain { get; init; }
}
