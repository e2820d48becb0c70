namespace Paklog.Lakehouse.Nessie.Api;

/// <summary>The server gave no answer, or only that something is wrong with it.</summary>
internal sealed class UnansweredException(string message, bool mayHaveHappened, Exception inner) : Exception(message, inner)
{
    /// <summary>False when no request reached the server.</summary>
    internal bool MayHaveHappened { get; } = mayHaveHappened;
}
