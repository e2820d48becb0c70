using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using RestEase;

namespace Paklog.Lakehouse.Nessie.Api;

/// <summary>The JSON of requests and answers: camel case, null members left out, unknown ones passed over.</summary>
internal static class NessieJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    internal static T? Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Options);

    internal sealed class Bodies : RequestBodySerializer
    {
        public override HttpContent? SerializeBody<T>(T body, RequestBodySerializerInfo info) =>
            new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, Options)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
    }

    internal sealed class Answers : ResponseDeserializer
    {
        public override T Deserialize<T>(string? content, HttpResponseMessage response, ResponseDeserializerInfo info) =>
            Read<T>(content ?? "") ?? throw new JsonException("The answer is null.");
    }
}
