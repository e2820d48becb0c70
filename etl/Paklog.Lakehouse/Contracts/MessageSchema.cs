using System.Text.Json;
using Paklog.Lakehouse.Lines;

namespace Paklog.Lakehouse.Contracts;

/// <summary>The row's fields of a message with schema (<c>schemas.enable=true</c>): of the envelope's after, or of the flattened form.</summary>
public sealed class MessageSchema
{
    private readonly Dictionary<string, MessageField> byName;

    private MessageSchema(IReadOnlyList<MessageField> fields)
    {
        Fields = fields;
        byName = fields.ToDictionary(field => field.Name, StringComparer.Ordinal);
    }

    /// <summary>In the order of the source table.</summary>
    public IReadOnlyList<MessageField> Fields { get; }

    /// <summary>Reads the member <c>schema</c> of a message's value or key.</summary>
    /// <exception cref="FormatException">The JSON is no struct schema of Kafka Connect.</exception>
    public static MessageSchema Parse(string schemaJson)
    {
        try
        {
            using var document = JsonDocument.Parse(schemaJson);
            return Read(document.RootElement);
        }
        catch (JsonException error)
        {
            throw new FormatException($"The schema of a message is not JSON: {error.Message}", error);
        }
    }

    /// <summary>Reads the member <c>schema</c> of a message's value or key.</summary>
    /// <exception cref="FormatException">The JSON is no struct schema of Kafka Connect.</exception>
    public static MessageSchema Read(JsonElement schema)
    {
        try
        {
            return ReadFields(schema);
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            throw new FormatException($"The schema of a message is not as Kafka Connect writes it: {error.Message}", error);
        }
    }

    public MessageField? Find(string name) => byName.GetValueOrDefault(name);

    private static MessageSchema ReadFields(JsonElement schema)
    {
        var fields = FieldsOf(schema).ToList();
        var row = fields.Find(field => NameOf(field) == "after");
        if (row.ValueKind == JsonValueKind.Undefined)
            row = fields.Find(field => NameOf(field) == "before");
        var isEnvelope = row.ValueKind != JsonValueKind.Undefined && fields.Exists(field => NameOf(field) == "op") && !fields.Exists(field => NameOf(field) is "__op" or "__deleted");

        // ExtractNewRecordState puts its own fields beside the row's.
        var rowFields = isEnvelope ? FieldsOf(row) : fields.Where(field => !FlattenedRow.IsMark(NameOf(field)));
        return new MessageSchema([.. rowFields.Select(field => ConnectTypes.Field(NameOf(field), field))]);
    }

    private static string NameOf(JsonElement field) =>
        field.TryGetProperty("field", out var name) && name.GetString() is { } text ? text : throw new FormatException("A field in the schema of a message has no name.");

    private static IEnumerable<JsonElement> FieldsOf(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("fields", out var fields) && fields.ValueKind == JsonValueKind.Array
            ? fields.EnumerateArray()
            : throw new FormatException("The schema of a message is no struct with fields.");
}
