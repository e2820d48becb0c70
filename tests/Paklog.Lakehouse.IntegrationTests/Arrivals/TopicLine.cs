using System.Text.Json;
using System.Text.RegularExpressions;

namespace Paklog.Lakehouse.IntegrationTests.Arrivals;

/// <summary>A line of a recording.</summary>
/// <param name="Id">The same for a line and its copies.</param>
/// <param name="Partition">Kafka keeps the order within a topic's partition.</param>
/// <param name="Time">When the source made it.</param>
internal sealed partial record TopicLine(int Id, string Text, string Topic, int Partition, DateTimeOffset? Time)
{
    /// <param name="bare">Keep the value alone, as a file of values without keys has it.</param>
    /// <returns>Null for what has no bare form.</returns>
    public static TopicLine? Read(int id, string text, bool bare)
    {
        using var document = JsonDocument.Parse(text);
        var record = document.RootElement;
        var value = Payload(record.GetProperty("value"));
        if (bare && (value is null || !value.Value.TryGetProperty("op", out _)))
            return null;
        return new TopicLine(
            id,
            bare ? record.GetProperty("value").GetRawText() : text,
            record.GetProperty("topic").GetString()!,
            record.GetProperty("partition").GetInt32(),
            value is null ? null : TimeOf(value.Value));
    }

    /// <summary>The line delivered again, at another offset.</summary>
    public TopicLine Again() => this with { Text = Offset().Replace(Text, match => $"{match.Groups[1].Value}7{match.Groups[2].Value}", 1) };

    private static JsonElement? Payload(JsonElement element) => element switch
    {
        { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.Object } when element.TryGetProperty("payload", out var payload) && element.TryGetProperty("schema", out _) => payload.ValueKind == JsonValueKind.Null ? null : payload,
        _ => element,
    };

    private static DateTimeOffset? TimeOf(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return null;
        var stamp = value.TryGetProperty("source", out var source) && source.ValueKind == JsonValueKind.Object && source.TryGetProperty("ts_ms", out var nested) ? nested
            : value.TryGetProperty("__source_ts_ms", out var flat) ? flat
            : default;
        return stamp.ValueKind == JsonValueKind.Number ? DateTimeOffset.FromUnixTimeMilliseconds(stamp.GetInt64()) : null;
    }

    [GeneratedRegex("""^(\{"topic":"[^"]*","partition":\d+,"offset":)(\d+)""")]
    private static partial Regex Offset();
}
