using System.Text.Json;

namespace Paklog.Lakehouse.Contracts.Inference;

/// <summary>The row that a change event leaves behind, and of which table.</summary>
/// <param name="Source"><c>database.table</c> or <c>schema.table</c>, as contracts name it.</param>
/// <param name="Time">Milliseconds of the source, which order the shapes of a table well enough to draft a contract.</param>
internal readonly record struct SourceEvent(string Source, long Time, JsonElement Row)
{
    /// <summary>Connectors send signals through a table of their own (signal.data.collection).</summary>
    private const string SignalTable = "debezium_signal";

    /// <summary>The event of a message; null for deletes, truncates and all that is no change event of a table.</summary>
    internal static SourceEvent? Of(SourceMessage message)
    {
        if (message.Value is not { } value)
            return null;
        var found = value.TryGetProperty("source", out var source) && source.ValueKind == JsonValueKind.Object ? OfEnvelope(value, source) : OfFlattened(message.Topic, value);
        return found is { } event_ && !event_.Source.EndsWith("." + SignalTable, StringComparison.Ordinal) ? found : null;
    }

    private static SourceEvent? OfEnvelope(JsonElement value, JsonElement source)
    {
        if (!value.TryGetProperty("after", out var after) || after.ValueKind != JsonValueKind.Object || Text(source, "table") is not { } table)
            return null;
        return (Text(source, "schema") ?? Text(source, "db")) is { } owner ? new SourceEvent(new SourceName(owner, table).ToString(), Number(source, "ts_ms"), after) : null;
    }

    private static SourceEvent? OfFlattened(string topic, JsonElement value)
    {
        // ExtractNewRecordState leaves the row with fields of its own, and the topic is prefix.database.table or prefix.schema.table.
        var parts = topic.Split('.');
        if (parts.Length < 3 || !value.EnumerateObject().Any(member => member.Name is "__deleted" or "__op"))
            return null;
        return Text(value, "__deleted") == "true" ? null : new SourceEvent(new SourceName(parts[^2], parts[^1]).ToString(), Number(value, "__source_ts_ms"), value);
    }

    private static string? Text(JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long Number(JsonElement element, string member) => element.TryGetProperty(member, out var value) && value.TryGetInt64(out var number) ? number : 0;
}
