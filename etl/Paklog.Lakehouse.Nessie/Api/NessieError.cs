namespace Paklog.Lakehouse.Nessie.Api;

/// <summary>The body of an answer that refuses.</summary>
internal sealed record NessieError(string? ErrorCode, string? Message, NessieErrorDetails? ErrorDetails)
{
    internal const string ReferenceNotFound = "REFERENCE_NOT_FOUND";

    internal const string ReferenceAlreadyExists = "REFERENCE_ALREADY_EXISTS";

    internal const string ReferenceConflict = "REFERENCE_CONFLICT";
}

internal sealed record NessieErrorDetails(IReadOnlyList<NessieConflict>? Conflicts);

/// <summary>Why one key cannot be committed: VALUE_DIFFERS, KEY_EXISTS, NAMESPACE_NOT_EMPTY, ...</summary>
internal sealed record NessieConflict(string? ConflictType, ContentKey? Key, string? Message);
