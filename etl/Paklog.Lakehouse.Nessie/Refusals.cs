using System.Net;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Nessie.Api;

namespace Paklog.Lakehouse.Nessie;

/// <summary>What Nessie's refusals are in the terms of the catalog's contract (its error codes: <c>org.projectnessie.error.ErrorCode</c>).</summary>
internal static class Refusals
{
    internal static IcebergException ToIcebergException(RefusedException e) => e.Code switch
    {
        NessieError.ReferenceNotFound => new IcebergException(IcebergErrorKind.NotFound, $"{Sentence(e)} List the references to see what there is.", inner: e),
        NessieError.ReferenceAlreadyExists => new IcebergException(IcebergErrorKind.AlreadyExists, $"{Sentence(e)} Choose another name, or delete that one first.", inner: e),
        NessieError.ReferenceConflict => new IcebergException(
            IcebergErrorKind.CommitConflict, $"{Sentence(e)} Load again what has changed and decide on what it has become.", retryable: true, e),
        null when e.Status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) => new IcebergException(IcebergErrorKind.InvalidData, e.Message, inner: e),
        _ => new IcebergException(IcebergErrorKind.ValidationFailed, Sentence(e), inner: e),
    };

    /// <summary>The keys that conflict and why each does, or what Nessie says where it names none.</summary>
    internal static string KeysOf(RefusedException e)
    {
        var keys = e.Conflicts.Where(conflict => conflict.Key is not null).Select(conflict => $"{conflict.Key} ({conflict.ConflictType})").ToList();
        return keys.Count > 0 ? string.Join(", ", keys) : e.Message.TrimEnd('.');
    }

    private static string Sentence(RefusedException e) => e.Message.TrimEnd('.') + ".";
}
