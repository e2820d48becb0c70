using System.Text.Json;

namespace Paklog.Lakehouse.Lines;

/// <summary>
/// One line taken apart, and what it is, told by what only such a line has. The order of the questions is the rule: a flattened row may have members of any name, so it is asked for first, and what is ignored comes last,
/// by all of its members, since it is kept nowhere.
/// </summary>
internal sealed class Message
{
    private static readonly string[] OfTransaction = ["status", "id", "event_count", "data_collections", "ts_ms", "ts_us", "ts_ns"];
    private static readonly string[] OfSchemaChange = ["source", "position", "ts_ms", "ts_us", "ts_ns", "databaseName", "schemaName", "ddl", "tableChanges"];
    private static readonly string[] OfHeartbeat = ["ts_ms", "ts_us", "ts_ns"];

    /// <summary>See <see cref="MessageKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Why it is dead.</summary>
    public string? Reason { get; init; }

    public KafkaRecord? Record { get; init; }

    /// <summary>The key without its schema; a text that is a JSON object is that object, for all that are changes.</summary>
    public JsonElement? Key { get; init; }

    /// <summary>The value without its schema.</summary>
    public JsonElement? Value { get; init; }

    public JsonElement? Schema { get; init; }

    /// <summary>Set for flattened rows.</summary>
    public FlattenedRow? Row { get; init; }

    /// <summary>The header by which the outbox's EventRouter gives an event its identity.</summary>
    public string? EventId { get; init; }

    public string? EventType { get; init; }

    /// <summary>Whether a value can be that of a heartbeat, whatever its topic is called.</summary>
    public static bool IsHeartbeat(JsonElement value) => value.ValueKind == JsonValueKind.Object && HasOnly(value, OfHeartbeat);

    /// <summary>A value is an envelope by its op and the source of a connector; where the source names none, by a row before or after.</summary>
    public static bool IsEnvelope(JsonElement value) =>
        value.First("op") is { ValueKind: JsonValueKind.String } && value.First("source") is { ValueKind: JsonValueKind.Object } source
        && (source.First("connector") is not null || value.First("before") is not null || value.First("after") is not null);

    /// <param name="line">The line, any JSON.</param>
    /// <param name="heartbeatPrefix">What the topics of heartbeats begin with.</param>
    public static Message Of(JsonElement line, string heartbeatPrefix)
    {
        switch (line.ValueKind)
        {
            case JsonValueKind.Null:
                return new Message { Kind = MessageKind.Tombstone };
            case JsonValueKind.String when JsonText.Object(line.GetString()!) is { } inner && Of(inner, heartbeatPrefix) is { Kind: not MessageKind.NotAnEnvelope } message:
                return message;
            case not JsonValueKind.Object:
                return new Message { Kind = MessageKind.NotJson, Reason = Reasons.NoObject(line) };
        }

        var record = KafkaRecord.Of(line);
        return Of(record, record is null ? line : record.Value, record?.Key, heartbeatPrefix);
    }

    /// <param name="stated">The value; null where it is.</param>
    public static Message Of(KafkaRecord? record, JsonElement? stated, JsonElement? statedKey, string heartbeatPrefix)
    {
        if (stated is not { } value)
            return new Message { Kind = MessageKind.Tombstone, Record = record };
        var (schema, payload) = SchemaWrapper.OfValue(value);
        var eventId = Header(record, "id");
        if (payload.ValueKind == JsonValueKind.String)
        {
            // Tools that know nothing of JSON give values as texts. An event of the outbox may be any text.
            var text = payload.GetString()!;
            if (JsonText.Object(text) is { } inner)
            {
                var (innerSchema, innerPayload) = SchemaWrapper.OfValue(inner);
                if (eventId is null || FlattenedRow.HasMarks(innerPayload) || IsEnvelope(innerPayload))
                    (schema, payload) = (innerSchema ?? schema, innerPayload);
            }
            else if (text == "null" && eventId is null)
            {
                return new Message { Kind = MessageKind.Tombstone, Record = record };
            }
        }

        if (payload.ValueKind == JsonValueKind.Null)
            return new Message { Kind = MessageKind.Tombstone, Record = record };
        var key = statedKey is { } bare ? SchemaWrapper.OfKey(bare) : (JsonElement?)null;
        var row = FlattenedRow.Of(payload);
        var (kind, reason) = Judge(payload, row, record, eventId, heartbeatPrefix);
        if (kind == MessageKind.Change)
        {
            if (key is { ValueKind: JsonValueKind.String } && JsonText.Object(key.Value.GetString()!) is { } innerKey)
                key = SchemaWrapper.OfKey(innerKey);
            if (key is { ValueKind: JsonValueKind.Object } && AvroJson.IsKey(key.Value))
                (kind, reason) = (MessageKind.AvroJson, Reasons.AvroKey);
        }

        return new Message
        {
            Kind = kind,
            Reason = reason,
            Record = record,
            Key = key is { ValueKind: JsonValueKind.Null } ? null : key,
            Value = payload,
            Schema = schema,
            Row = row is not null && kind == MessageKind.Change && !IsUnplacedEnvelope(payload, row) ? row : null,
            EventId = kind == MessageKind.Domain ? eventId : null,
            EventType = kind == MessageKind.Domain ? Header(record, "eventType") : null,
        };
    }

    private static (string Kind, string? Reason) Judge(JsonElement payload, FlattenedRow? row, KafkaRecord? record, string? eventId, string heartbeatPrefix)
    {
        if (payload.ValueKind == JsonValueKind.Object)
        {
            if (row?.HasPosition != true && AvroJson.IsMessage(payload))
                return (MessageKind.AvroJson, Reasons.AvroValue);
            if (row?.HasPosition == true || IsEnvelope(payload))
                return (MessageKind.Change, null);
            if (row is not null)
                return (MessageKind.NoIdentity, Reasons.NoPosition(payload, row));
            if (record?.Topic is { } topic && heartbeatPrefix.Length > 0 && topic.StartsWith(heartbeatPrefix, StringComparison.Ordinal) && IsHeartbeat(payload))
                return (MessageKind.Heartbeat, null);
            if (eventId is not null)
                return (MessageKind.Domain, null);
            if (payload.First("op") is { ValueKind: JsonValueKind.String } op && (payload.Stated("before") ?? payload.Stated("after")) is not null)
                return op.GetString() is "c" or "u" or "d" or "r" or "t" or "m" ? (MessageKind.NotAnEnvelope, Reasons.NoSource) : (MessageKind.UnknownOp, Reasons.UnknownOp(op.GetString()!));
            if (IsTransaction(payload))
                return (MessageKind.Transaction, null);
            if (IsSchemaChange(payload))
                return (MessageKind.SchemaChange, null);
        }
        else if (eventId is not null)
        {
            return (MessageKind.Domain, null);
        }

        return (MessageKind.NotAnEnvelope, Reasons.NoEvent(payload, record));
    }

    /// <summary>An envelope that some transform has given a mark, which without a position makes no row of it.</summary>
    private static bool IsUnplacedEnvelope(JsonElement payload, FlattenedRow row) => !row.HasPosition && IsEnvelope(payload);

    private static bool IsTransaction(JsonElement value) =>
        HasOnly(value, OfTransaction) && value.First("status") is { ValueKind: JsonValueKind.String } status && status.GetString() is "BEGIN" or "END" && value.HasText("id")
        && value.First("event_count") is { ValueKind: JsonValueKind.Null or JsonValueKind.Number } && value.First("data_collections") is { ValueKind: JsonValueKind.Null or JsonValueKind.Array };

    private static bool IsSchemaChange(JsonElement value) =>
        HasOnly(value, OfSchemaChange) && value.First("source") is { ValueKind: JsonValueKind.Object } && value.First("databaseName") is not null
        && (value.First("tableChanges") is { ValueKind: JsonValueKind.Array } || value.HasText("ddl"));

    private static bool HasOnly(JsonElement value, string[] names)
    {
        var any = false;
        foreach (var member in value.EnumerateObject())
        {
            any = true;
            if (!Array.Exists(names, name => member.NameEquals(name)))
                return false;
        }

        return any;
    }

    private static string? Header(KafkaRecord? record, string name)
    {
        if (record?.Headers is not { } headers || !headers.Contains('"' + name + '"', StringComparison.Ordinal))
            return null;
        return JsonText.Object(headers)?.TextOf(name);
    }
}
