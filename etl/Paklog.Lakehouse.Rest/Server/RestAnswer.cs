using System.Text.Json;

namespace Paklog.Lakehouse.Rest.Server;

/// <summary>What a request is answered with; kept, it answers a retry in the same way.</summary>
internal sealed record RestAnswer(int Status, ReadOnlyMemory<byte> Body, string? ETag = null)
{
    internal static RestAnswer NoContent { get; } = new(204, default);

    internal static RestAnswer NotModified { get; } = new(304, default);

    internal static RestAnswer Json(Action<Utf8JsonWriter> members, int status = 200, string? etag = null) => new(status, RestWriting.Object(members), etag);

    internal static RestAnswer Error(RestException error) => Json(
        writer =>
        {
            writer.WriteStartObject("error");
            writer.WriteString("message", error.Message);
            writer.WriteString("type", error.Type);
            writer.WriteNumber("code", error.Status);
            writer.WriteEndObject();
        },
        error.Status);
}
