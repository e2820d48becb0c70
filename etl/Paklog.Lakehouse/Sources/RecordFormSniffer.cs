using System.Text.Json;
using Paklog.Lakehouse.Lines;

namespace Paklog.Lakehouse.Sources;

/// <summary>
/// Looks at the first line of a file to choose how to read it. A wrong guess costs time, never rows: lines that are not of one of the plain forms are read again by <see cref="RecordForm.Any"/>.
/// </summary>
internal static class RecordFormSniffer
{
    public static RecordForm Sniff(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            using var document = JsonDocument.ParseValue(ref reader);
            return line[(int)reader.BytesConsumed..].Trim(" \t\r"u8).IsEmpty ? Sniff(document.RootElement) : RecordForm.Any;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return RecordForm.Any;
        }
    }

    private static RecordForm Sniff(JsonElement line)
    {
        if (line.ValueKind != JsonValueKind.Object)
            return RecordForm.Any;
        if (KafkaRecord.Of(line) is not { } record)
            return SniffValue(line) is not ValueForm.Any and var bare ? new RecordForm(false, bare) : RecordForm.Any;
        if (!line.HasText("topic") || line.First("value") is not { ValueKind: JsonValueKind.Object } value || record.Key is { ValueKind: not JsonValueKind.Object })
            return RecordForm.Any;
        var form = SniffValue(value);
        var hasKeySchema = record.Key is { } key && key.First("payload") is not null;
        return form == ValueForm.Any || (hasKeySchema && form == ValueForm.Envelope) ? RecordForm.Any : new RecordForm(true, form);
    }

    private static ValueForm SniffValue(JsonElement value)
    {
        if (FlattenedRow.HasMarks(value) || AvroJson.IsMessage(value))
            return ValueForm.Any;
        if (Message.IsEnvelope(value))
            return ValueForm.Envelope;
        var (schema, payload) = SchemaWrapper.OfValue(value);
        return schema is not null && Message.IsEnvelope(payload) && !FlattenedRow.HasMarks(payload) ? ValueForm.SchemaEnvelope : ValueForm.Any;
    }
}
