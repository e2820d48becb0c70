using System.Text.Json;
using System.Text.Json.Serialization;
using Refit;

namespace Paklog.Lakehouse.Nessie.Api;

/// <summary>The JSON of requests and answers: camel case, null members left out, unknown ones passed over.</summary>
internal static class NessieJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    internal static SystemTextJsonContentSerializer Bodies { get; } = new(Options);

    internal static T? Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Options);
}
