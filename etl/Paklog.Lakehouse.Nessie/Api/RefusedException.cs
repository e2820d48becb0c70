using System.Net;

namespace Paklog.Lakehouse.Nessie.Api;

/// <summary>Nessie answered that it did not do what was asked. It never leaves this project: what it means to the caller depends on the request.</summary>
internal sealed class RefusedException(HttpStatusCode status, NessieError error, bool afterLostAnswer) : Exception(error.Message)
{
    internal HttpStatusCode Status { get; } = status;

    internal string? Code { get; } = error.ErrorCode;

    internal IReadOnlyList<NessieConflict> Conflicts { get; } = error.ErrorDetails?.Conflicts ?? [];

    /// <summary>An earlier try of the same request got no answer, so that one may be the reason of this refusal.</summary>
    internal bool AfterLostAnswer { get; } = afterLostAnswer;
}
