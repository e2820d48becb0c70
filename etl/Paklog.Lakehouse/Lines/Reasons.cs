using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Paklog.Lakehouse.Lines;

/// <summary>Why a line cannot be landed, and what to do, in one sentence or two.</summary>
internal static class Reasons
{
    public const string AvroValue =
        "The value is in Avro's JSON encoding, which names the type of each value that may be null ({\"string\": ...}): write the topic with Kafka Connect's JsonConverter, or decode it to plain JSON, and land that.";

    public const string AvroKey = "The key is in Avro's JSON encoding ({\"long\": ...}), so it is not that of other copies of the event: write the topic with Kafka Connect's JsonConverter, or decode it to plain JSON, and land that.";

    public const string NoSource = "The value has op, before and after, but no source with a connector and a position, so it has no place in order: land the envelope as Debezium writes it.";

    private const string AddFields =
        "set add.fields of ExtractNewRecordState to op,table,schema,source.lsn,source.ts_ms (PostgreSQL) or op,table,db,source.file,source.pos,source.row,source.ts_ms (MySQL, MariaDB)";

    public static string UnknownOp(string op) => $"The envelope's op is '{Short(op)}', none of r, c, u, d, t, m.";

    /// <summary>A flattened row that does not say where it stands.</summary>
    public static string NoPosition(JsonElement value, FlattenedRow row)
    {
        if (ForeignPrefix(value) is { } prefix)
            return WrongPrefix(prefix.Prefix, prefix.Members);
        var half = row.File is not null ? $", and {Named(row, "file")} without __source_pos" : row.Pos is not null ? $", and {Named(row, "pos")} without __source_file" : "";
        return $"The flattened row has no position: of Debezium's fields it has {Listed(row.Marks.Where(FlattenedRow.IsMark))}{half}, but neither __source_lsn (or __lsn) nor __source_file with __source_pos; {AddFields}.";
    }

    public static string WrongPrefix(string prefix, IEnumerable<string> members) =>
        $"The fields that ExtractNewRecordState added begin with '{Short(prefix)}' ({Listed(members)}), so they cannot be told from columns: set add.fields.prefix to its default, two underscores.";

    /// <summary>Fields of Debezium's under a prefix that somebody has chosen.</summary>
    public static (string Prefix, IReadOnlyList<string> Members)? ForeignPrefix(JsonElement value)
    {
        var names = value.EnumerateObject().Select(member => member.Name).ToList();
        foreach (var name in names)
        {
            foreach (var field in (string[])["source_lsn", "source_file", "source_pos", "source_ts_ms", "lsn", "ts_ms"])
            {
                if (!name.EndsWith(field, StringComparison.Ordinal) || name.StartsWith("__", StringComparison.Ordinal))
                    continue;
                var prefix = name[..^field.Length];
                var isShort = field is "lsn" or "ts_ms";
                if ((isShort && prefix.Length == 0) || value.TextOf(prefix + "op") is not ("c" or "u" or "d" or "r" or "t"))
                    continue;
                return (prefix, [.. names.Where(other => other.StartsWith(prefix + "source_", StringComparison.Ordinal) || other == prefix + "op" || other == prefix + "deleted" || other == prefix + "lsn" || other == prefix + "ts_ms" || other == prefix + "table").Distinct()]);
            }
        }

        return null;
    }

    /// <summary>A value that is none of those that land.</summary>
    public static string NoEvent(JsonElement value, KafkaRecord? record)
    {
        if (value.ValueKind == JsonValueKind.String)
            return NoEventInText(value.GetString()!);
        if (value.ValueKind != JsonValueKind.Object)
            return $"The value is {Article(value.ValueKind)}, no Debezium envelope, no flattened row and no outbox event.";
        if (ForeignPrefix(value) is { } prefix)
            return WrongPrefix(prefix.Prefix, prefix.Members);
        if (value.First("specversion") is not null)
            return "The value is a CloudEvent: write the topic with Kafka Connect's JsonConverter in place of Debezium's CloudEventsConverter.";
        if (value.First("database") is not null && value.First("table") is not null && value.First("data") is not null && value.First("type") is not null)
            return "The value is a change as Maxwell or Canal writes it, which is not read: land Debezium's envelopes.";
        if (value.First("metadata") is { ValueKind: JsonValueKind.Object } && value.First("data") is { ValueKind: JsonValueKind.Object })
            return "The value is a change as AWS DMS writes it, which is not read: land Debezium's envelopes.";
        if (value.First("after") is not null || value.First("before") is not null)
            return "The value has a row before or after, but no op: land the envelope as Debezium writes it.";
        if (value.First("source") is { ValueKind: JsonValueKind.Object } && value.First("op") is not null)
            return "The value has an op and a source, but they are not Debezium's: the source names no connector, and there is no row before or after.";
        if (record is null && value.First("topic") is not null && value.First("offset") is not null)
            return "The record has no member 'value': dump it with the message's value.";
        var row = $"The value is no Debezium envelope, no flattened row (it has neither __op nor __deleted) and no outbox event (no header 'id'); its members are {Listed(value.EnumerateObject().Select(member => member.Name))}.";
        return row + $" If it is a row of ExtractNewRecordState, {AddFields}.";
    }

    /// <summary>A line that is JSON, but no object.</summary>
    public static string NoObject(JsonElement line) => line.ValueKind switch
    {
        JsonValueKind.Array => "The line is a JSON array and no object: write one object a line (jq -c '.[]').",
        JsonValueKind.String => "The line is a JSON text and no object.",
        _ => $"The line is {Article(line.ValueKind)} and no JSON object.",
    };

    /// <summary>A line that is no JSON.</summary>
    public static string NoJson(ReadOnlySpan<byte> line)
    {
        var text = line.Trim(" \t\r"u8);
        if (Binary(text) is { } binary)
            return binary;
        if (text.Contains((byte)0))
            return "The line holds NUL bytes, so it is no JSON: the file was not written to its end, or is text of 16 bits without its mark (iconv -f UTF-16LE -t UTF-8).";
        if (text.StartsWith("Struct{"u8))
            return "The line is what Kafka Connect's StringConverter makes of a record (Struct{...}), which cannot be read back: write the topic with JsonConverter.";
        if (text.StartsWith("{"u8) || text.StartsWith("["u8))
        {
            var reader = new Utf8JsonReader(text, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = int.MaxValue, AllowTrailingCommas = true }));
            try
            {
                if (!reader.Read() || !reader.TrySkip())
                    return "The line is the beginning of a JSON value that does not end in it: half a line, or JSON that is printed over several lines; write one object a line (jq -c .).";
                var end = (int)reader.BytesConsumed;
                var rest = text[end..].Trim(" \t,:|;#"u8);
                return rest.StartsWith("{"u8) || rest.StartsWith("["u8)
                    ? $"The line holds several JSON values, the second from byte {(end + 1).ToString(CultureInfo.InvariantCulture)}: write one object a line (jq -c .); where the first is the key, dump records as JSON (kcat -J)."
                    : $"The line holds a JSON value and then something else, from byte {(end + 1).ToString(CultureInfo.InvariantCulture)}.";
            }
            catch (JsonException error)
            {
                return $"The line is no JSON: it is broken at byte {((error.BytePositionInLine ?? 0) + 1).ToString(CultureInfo.InvariantCulture)}.";
            }
        }

        var tab = text.LastIndexOf((byte)'\t');
        var value = tab < 0 ? text.IndexOf("{\""u8) : tab + 1;
        var isObject = value > 0 && JsonText.Object(Encoding.UTF8.GetString(text[value..])) is not null;
        if (tab >= 0)
        {
            return isObject
                ? "The line is a record in parts between tabs that are not clear: leave no more than key and value, with timestamp, partition and offset before them (no print.headers), or dump records as JSON (kcat -J)."
                : "The line is no JSON. It has tabs: of key, tab and value the value must be a JSON object.";
        }

        return isObject
            ? $"The line holds something and then a JSON object, from byte {(value + 1).ToString(CultureInfo.InvariantCulture)}: where that is a value and what stands before it its key, nothing tells where the key ends; put a tab between the two (key.separator, kcat -K), or dump records as JSON (kcat -J)."
            : "The line is no JSON object.";
    }

    /// <summary>Bytes that are no UTF-8.</summary>
    public static string NoUtf8(ReadOnlySpan<byte> line) => Binary(line) ?? "The line is not UTF-8: convert the file (iconv -t UTF-8), or decode the values before they are dumped.";

    private static string NoEventInText(string text)
    {
        if (text.Length == 0)
            return "The value is an empty text, no Debezium envelope, no flattened row and no outbox event.";
        if (text[0] == '\0')
            return "The value is in a schema registry's binary format (Avro, Protobuf): decode it, or write the topic with Kafka Connect's JsonConverter.";
        if (text.StartsWith("Struct{", StringComparison.Ordinal))
            return "The value is what Kafka Connect's StringConverter makes of a record (Struct{...}), which cannot be read back: write the topic with JsonConverter.";
        return JsonText.Object(text) is null
            ? "The value is a text that holds no JSON object."
            : "The value is a text whose JSON is no Debezium envelope and no flattened row.";
    }

    private static string? Binary(ReadOnlySpan<byte> text)
    {
        if (ForeignFormat.Of(text) is { } format)
            return $"The input is {format} and no JSON lines, plain or gzip, of which this letter holds the beginning: convert it and land that.";
        return text is [0, 0, _, _, _, ..] && text.IndexOfAnyExcept((byte)0) is > 0 and < 5 ? "The line is in a schema registry's binary format (Avro, Protobuf): decode it, or write the topic with Kafka Connect's JsonConverter." : null;
    }

    private static string Named(FlattenedRow row, string field) => row.Marks.Contains("__source_" + field) ? "__source_" + field : "__" + field;

    private static string Listed(IEnumerable<string> names)
    {
        var all = names.ToList();
        return string.Join(", ", all.Take(8).Select(Short)) + (all.Count > 8 ? string.Create(CultureInfo.InvariantCulture, $" and {all.Count - 8} more") : "");
    }

    private static string Short(string text) => text.Length <= 60 ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[59]) ? 59 : 60), "...");

    private static string Article(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Array => "a JSON array",
        JsonValueKind.Number => "a number",
        JsonValueKind.String => "a text",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "null",
    };
}
