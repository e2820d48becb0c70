namespace Paklog.Lakehouse.Rest.Client;

/// <summary>The server did not answer, or said that it failed.</summary>
internal sealed class UnansweredException(string message, bool mayHaveHappened, bool mayBeTriedAgain, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether this try or an earlier one of the same request may have done what it was for.</summary>
    internal bool MayHaveHappened { get; } = mayHaveHappened;

    internal bool MayBeTriedAgain { get; } = mayBeTriedAgain;
}
