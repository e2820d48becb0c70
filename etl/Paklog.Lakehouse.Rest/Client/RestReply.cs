using System.Text.Json;
using Paklog.Lakehouse.Iceberg;

namespace Paklog.Lakehouse.Rest.Client;

/// <summary>An answer that is no fault of server or network: the thing itself, or a refusal.</summary>
/// <param name="AfterLostAnswer">An earlier try of the same change got no answer and may have done it, so that a refusal proves nothing.</param>
internal sealed record RestReply(int Status, string Content, Uri Server, bool AfterLostAnswer)
{
    internal bool IsGood => Status is >= 200 and < 300;

    internal bool IsMissing => Status == 404;

    /// <summary>The name of an exception of the Java library; empty where something else than a catalog answers.</summary>
    internal string Type => Error("type");

    internal JsonElement Json
    {
        get
        {
            try
            {
                using var document = JsonDocument.Parse(Content);
                return document.RootElement.Clone();
            }
            catch (JsonException e)
            {
                throw new IcebergException(IcebergErrorKind.Unavailable, $"{Server} answers with something else than JSON, so it is no Iceberg REST catalog; see that the uri is right.", inner: e);
            }
        }
    }

    /// <summary>Itself, where it is good.</summary>
    /// <param name="conflict">What a 409 is to this request that does not say so itself.</param>
    internal RestReply OrThrow(IcebergErrorKind conflict) => IsGood ? this : throw Refusal(conflict);

    internal IcebergException Refusal(IcebergErrorKind conflict)
    {
        var said = Error("message") is { Length: > 0 } message ? message : $"the answer was {Status}";
        return AfterLostAnswer
            ? new(IcebergErrorKind.CommitStateUnknown, $"{Server} gave no answer, and to the same request made again: {said} Whether it was done the first time is unknown; load what it was to change.")
            : Status switch
            {
                401 or 403 => new(IcebergErrorKind.ValidationFailed, $"{Server} refuses who asks ({Status}): {said}"),
                404 => new(IcebergErrorKind.NotFound, $"{Server} says: {said}"),
                406 or 501 => new(IcebergErrorKind.Unsupported, $"{Server} says: {said}"),
                409 => Conflict(conflict, $"{Server} says: {said}"),
                _ => new(IcebergErrorKind.ValidationFailed, $"{Server} says ({Status}): {said}"),
            };
    }

    private IcebergException Conflict(IcebergErrorKind otherwise, string message)
    {
        var kind = Type switch
        {
            "AlreadyExistsException" => IcebergErrorKind.AlreadyExists,
            "NamespaceNotEmptyException" => IcebergErrorKind.NotEmpty,
            "CommitFailedException" => IcebergErrorKind.CommitConflict,
            _ => otherwise,
        };
        return new IcebergException(kind, message, retryable: kind == IcebergErrorKind.CommitConflict);
    }

    private string Error(string member)
    {
        try
        {
            using var document = JsonDocument.Parse(Content);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
                && error.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }
}
