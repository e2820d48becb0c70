using System.Text.Json;
using Paklog.Lakehouse.Lines;

namespace Paklog.Lakehouse.Contracts.Inference;

/// <summary>The row that a change event leaves behind, and of which table.</summary>
/// <param name="Source"><c>database.table</c> or <c>schema.table</c>, as contracts name it.</param>
/// <param name="IsFlattened">Whether Debezium's fields stand among the row's columns.</param>
/// <param name="Time">Milliseconds of the source, which order the shapes of a table well enough to draft a contract.</param>
internal readonly record struct SourceEvent(string Source, long Time, JsonElement Row, bool IsFlattened)
{
    /// <summary>Connectors send signals through a table of their own (signal.data.collection).</summary>
    private const string SignalTable = "debezium_signal";

    /// <summary>The row's members without Debezium's.</summary>
    internal IEnumerable<JsonProperty> Columns
    {
        get
        {
            var isFlattened = IsFlattened;
            return Row.EnumerateObject().Where(member => !isFlattened || !FlattenedRow.IsMark(member.Name));
        }
    }

    /// <summary>The event of a message; null for deletes, truncates and all that is no change event of a table. A flattened row shows its table's columns even if it has no position to land by.</summary>
    internal static SourceEvent? Of(SourceMessage message)
    {
        if (message.Value is not { } value || message.Kind is not (MessageKind.Change or MessageKind.NoIdentity))
            return null;
        var row = FlattenedRow.Of(value);
        var found = row is null || (!row.HasPosition && Message.IsEnvelope(value)) ? OfEnvelope(value) : OfFlattened(message.Topic, value, row);
        return found is { } event_ && !event_.Source.EndsWith("." + SignalTable, StringComparison.Ordinal) ? found : null;
    }

    private static SourceEvent? OfEnvelope(JsonElement value)
    {
        if (value.First("source") is not { ValueKind: JsonValueKind.Object } source || value.First("after") is not { ValueKind: JsonValueKind.Object } after || Text(source, "table") is not { } table)
            return null;
        return (Text(source, "schema") ?? Text(source, "db")) is { } owner ? new SourceEvent(new SourceName(owner, table).ToString(), source.First("ts_ms")?.AsInteger() ?? 0, after, false) : null;
    }

    private static SourceEvent? OfFlattened(string topic, JsonElement value, FlattenedRow row)
    {
        // The topic is prefix.database.table or prefix.schema.table, where no transform has made another one of it.
        var parts = topic.Split('.');
        var (schema, table) = (row.Schema ?? parts.ElementAtOrDefault(parts.Length - 2), row.Table ?? parts[^1]);
        return row.IsDeleted || row.Op == "d" || schema is null ? null : new SourceEvent(new SourceName(schema, table).ToString(), (row.Time ?? 0) / 1000, value, true);
    }

    private static string? Text(JsonElement element, string member) => element.First(member) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text ? text : null;
}
