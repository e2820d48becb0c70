using System.Text.Json;
using System.Text.Unicode;
using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Lines;

/// <summary>A line as it is staged: what it is, and its parts as texts. JSON among them has no white space, and each number as it stands.</summary>
internal sealed class ReadLine
{
    /// <summary>What stands between the parts of an event's identity.</summary>
    public const char Bar = '|';

    public required string Kind { get; init; }

    public string? Reason { get; private init; }

    public KafkaRecord? Record { get; private init; }

    /// <summary>The record's key, a JSON object.</summary>
    public string? Key { get; private init; }

    /// <summary>The record's key where it is one number or text, as JSON: a contract says of which column.</summary>
    public string? BareKey { get; private init; }

    public string? ValueSchema { get; private init; }

    public string? Before { get; private init; }

    public string? After { get; private init; }

    public string? Source { get; private init; }

    public string? Op { get; private init; }

    public string? TransactionId { get; private init; }

    public long? TransactionOrder { get; private init; }

    public FlattenedRow? Row { get; private init; }

    /// <summary>What a flattened row's table is called: by the row itself, by the topic only where that does not say.</summary>
    public (string? Schema, string? Name)? Table => Row is null ? null : (Row.Schema ?? Part(2), Row.Table ?? Part(1));

    /// <summary>What stands for connector to table in a flattened row's identity: its topic, and its table where many are routed into one topic; without a topic what the row says.</summary>
    public string? Place
    {
        get
        {
            if (Row is null)
                return null;
            var (schema, name) = Table!.Value;
            if (Record?.Topic is not { } topic)
                return $"row|{Part(Row.Connector)}|{Part(Row.Name)}|{Part(Row.Database)}|{Part(schema)}|{Part(name)}";

            // A topic ends with the names as they are, dots and all, so it does not tell whose dots they are.
            var (plain, quoted) = ($"{schema}.{name}", $"{QuotedName.Write(schema ?? "")}.{QuotedName.Write(name ?? "")}");
            return Row.Table is null || (plain == quoted && ("." + topic).EndsWith("." + plain, StringComparison.Ordinal)) ? $"topic|{Part(topic)}" : $"topic|{Part(topic)}|{Part(quoted)}";
        }
    }

    public string? EventId { get; private init; }

    public string? EventType { get; private init; }

    public static ReadLine Of(ReadOnlyMemory<byte> line, string heartbeatPrefix)
    {
        if (!Utf8.IsValid(line.Span))
            return new ReadLine { Kind = MessageKind.NotUtf8, Reason = Reasons.NoUtf8(line.Span) };
        using var document = JsonText.Parse(line);
        if (document is not null)
            return Of(Message.Of(document.RootElement, heartbeatPrefix));
        return ConsoleLine.Parse(line.Span) is { } console
            ? Of(Message.Of(console.Record, console.Record.Value, console.Key, heartbeatPrefix))
            : new ReadLine { Kind = MessageKind.NotJson, Reason = Reasons.NoJson(line.Span) };
    }

    public bool IsEvent => Kind is MessageKind.Change or MessageKind.Domain;

    /// <summary>Of a line in which the file ends before its time.</summary>
    public static ReadLine Damaged { get; } = new() { Kind = MessageKind.Truncated };

    private static string Part(string? name) => QuotedName.Write(name ?? "", Bar);

    /// <summary>A part of the topic's name, from its end.</summary>
    private string? Part(int fromEnd) => Record?.Topic?.Split('.') is { } parts && parts.Length >= fromEnd ? parts[^fromEnd] : null;

    private static ReadLine Of(Message message)
    {
        if (message.Kind == MessageKind.Domain)
        {
            return new ReadLine
            {
                Kind = message.Kind,
                Record = message.Record,
                Key = message.Key?.AsJson(),
                ValueSchema = message.Schema?.AsJson(),
                After = message.Value!.Value.AsJson(),
                Op = "c",
                EventId = message.EventId,
                EventType = message.EventType,
            };
        }

        if (message.Kind != MessageKind.Change)
            return new ReadLine { Kind = message.Kind, Reason = message.Reason, Record = message.Record };
        var value = message.Value!.Value;
        var isObject = message.Key is { ValueKind: JsonValueKind.Object };
        var key = isObject ? message.Key!.Value.AsJson() : null;
        var bareKey = message.Key is { ValueKind: JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } bare ? bare.AsJson() : null;
        if (message.Row is { } row)
        {
            var op = row.IsDeleted ? "d" : row.Op ?? "u";
            var image = value.AsJson();
            return new ReadLine
            {
                Kind = message.Kind,
                Record = message.Record,
                Key = key,
                BareKey = bareKey,
                ValueSchema = message.Schema?.AsJson(),
                Before = op == "d" ? image : null,
                After = op == "d" ? null : image,
                Op = op,
                Row = row,
            };
        }

        var transaction = value.Stated("transaction");
        return new ReadLine
        {
            Kind = message.Kind,
            Record = message.Record,
            Key = key,
            BareKey = bareKey,
            ValueSchema = message.Schema?.AsJson(),
            Before = value.Stated("before")?.AsJson(),
            After = value.Stated("after")?.AsJson(),
            Source = value.First("source")!.Value.AsJson(),
            Op = value.TextOf("op"),
            TransactionId = transaction?.TextOf("id"),
            TransactionOrder = transaction?.First("total_order")?.AsInteger(),
        };
    }
}
