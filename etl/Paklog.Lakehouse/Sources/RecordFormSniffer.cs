using System.Text.Json;

namespace Paklog.Lakehouse.Sources;

/// <summary>Looks at the first line of a file to choose how to read it. A wrong guess costs time, never rows: lines of another form are read again by <see cref="RecordForm.Any"/>.</summary>
internal static class RecordFormSniffer
{
    public static RecordForm Sniff(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            using var document = JsonDocument.ParseValue(ref reader);
            return Sniff(document.RootElement);
        }
        catch (JsonException)
        {
            return RecordForm.Any;
        }
    }

    private static RecordForm Sniff(JsonElement line)
    {
        if (line.ValueKind != JsonValueKind.Object)
            return RecordForm.Any;
        var wrapped = line.TryGetProperty("topic", out _) && line.TryGetProperty("value", out _);
        return new RecordForm(wrapped, SniffValue(wrapped ? line.GetProperty("value") : line));
    }

    private static ValueForm SniffValue(JsonElement value)
    {
        if (IsEnvelope(value))
            return ValueForm.Envelope;
        return value.ValueKind == JsonValueKind.Object && value.TryGetProperty("schema", out _) && value.TryGetProperty("payload", out var payload) && IsEnvelope(payload)
            ? ValueForm.SchemaEnvelope
            : ValueForm.Any;
    }

    private static bool IsEnvelope(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty("op", out _) && value.TryGetProperty("source", out _);
}
