using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Paklog.Lakehouse.Lines;

/// <summary>
/// The record that a value came in, where the line has it: <c>{"topic", "partition", "offset", "timestamp", "headers", "key", "value"}</c>. Tools have spellings of their own: <c>kcat -J</c> says payload, ts and
/// headers as a list, rpk leaves a value out that is null, kafkactl writes names with a capital letter and no topic, and all give key and value as texts.
/// </summary>
internal sealed class KafkaRecord
{
    private static readonly string[] OfRpk = ["topic", "key", "timestamp", "partition", "offset", "headers"];

    public string? Topic { get; init; }

    public int? Partition { get; init; }

    public long? Offset { get; init; }

    /// <summary>Milliseconds.</summary>
    public long? Timestamp { get; init; }

    /// <summary>As a JSON object of names and values.</summary>
    public string? Headers { get; init; }

    public JsonElement? Key { get; init; }

    /// <summary>Null where the record is a tombstone.</summary>
    public JsonElement? Value { get; init; }

    /// <summary>The record of a line, or null where the line is the value itself. A row may have columns of these names too, so what is a row or an envelope by itself is none.</summary>
    public static KafkaRecord? Of(JsonElement line)
    {
        JsonElement? topic = null, partition = null, offset = null, timestamp = null, headers = null, key = null, value = null, payload = null;
        var (ofKcat, ofRpk, capital) = (false, true, false);
        foreach (var member in line.EnumerateObject())
        {
            var name = member.Name;
            if (name.Length > 0 && name[0] is >= 'A' and <= 'Z')
                (name, capital) = (char.ToLowerInvariant(name[0]) + name[1..], true);
            ofRpk = ofRpk && OfRpk.Contains(name);
            switch (name)
            {
                case "topic": topic ??= member.Value; break;
                case "partition": partition ??= member.Value; break;
                case "offset": offset ??= member.Value; break;
                case "timestamp" or "ts": timestamp ??= member.Value; break;
                case "headers": headers ??= member.Value; break;
                case "key": key ??= member.Value; break;
                case "value": value ??= member.Value; break;
                case "payload": payload ??= member.Value; break;
                case "tstype" or "broker": ofKcat = true; break;
            }
        }

        var placed = IsWhole(partition) && IsWhole(offset);
        var named = topic is { ValueKind: JsonValueKind.String } && !capital;
        if (value is null && ofKcat && placed && payload is not null)
            value = payload;
        var isTombstone = value is null && ofRpk && placed && named && IsWhole(timestamp) && key is not null;
        if (!(named ? value is not null || isTombstone : placed && value is not null) || FlattenedRow.HasMarks(line) || Message.IsEnvelope(line))
            return null;
        return new KafkaRecord
        {
            Topic = topic?.AsText(),
            Partition = partition?.AsInteger() is >= int.MinValue and <= int.MaxValue and var number ? (int)number : null,
            Offset = offset?.AsInteger(),
            Timestamp = timestamp is { } time ? Millis(time) : null,
            Headers = headers is { } list ? HeadersOf(list) : null,
            Key = key is { ValueKind: not JsonValueKind.Null } ? key : null,
            Value = value is { ValueKind: not JsonValueKind.Null } ? value : null,
        };
    }

    private static bool IsWhole(JsonElement? value) => value is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out _);

    private static long? Millis(JsonElement time) =>
        time.AsInteger() ?? (time.ValueKind == JsonValueKind.String && time.GetString() is { } text && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > "yyyy-MM-dd".Length)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed) ? parsed.ToUnixTimeMilliseconds() : null);

    /// <summary>kcat lists names and values in turns, rpk objects of key and value.</summary>
    private static string? HeadersOf(JsonElement headers)
    {
        if (headers.ValueKind != JsonValueKind.Array)
            return headers.ValueKind == JsonValueKind.Null ? null : headers.AsJson();
        var items = headers.EnumerateArray().ToList();
        var pairs = items.TrueForAll(item => item.HasText("key") && item.First("value") is not null) ? items.ConvertAll(item => (item.TextOf("key")!, item.First("value")!.Value))
            : items.Count % 2 == 0 && items.Where((_, index) => index % 2 == 0).All(item => item.ValueKind == JsonValueKind.String) ? [.. items.Chunk(2).Select(pair => (pair[0].GetString()!, pair[1]))]
            : null;
        if (pairs is null)
            return headers.AsJson();
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { SkipValidation = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            foreach (var (name, value) in pairs)
            {
                json.WritePropertyName(name);
                json.WriteRawValue(value.AsJson(), skipInputValidation: true);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
