using System.Text.Json;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Contracts.Inference;

/// <summary>All that was seen of one source table.</summary>
internal sealed class ObservedTable(string source)
{
    private readonly Dictionary<string, ObservedField> fields = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MessageSchema> schemas = new(StringComparer.Ordinal);
    private readonly List<SeenShape> messageShapes = [];
    private readonly List<TableShape> ddlShapes = [];
    private readonly List<string> messageKey = [];
    private List<string> ddlKey = [];

    internal string Source { get; } = source;

    internal long Events { get; private set; }

    internal bool HasDdl => ddlShapes.Count > 0;

    internal bool HasSchemas => schemas.Count > 0;

    /// <summary>The key's columns; empty where neither messages nor schema changes tell.</summary>
    internal IReadOnlyList<string> Key => ddlKey.Count > 0 ? ddlKey : messageKey;

    /// <summary>What the values of each field looked like, under all names that it ever had.</summary>
    internal IReadOnlyDictionary<string, ObservedField> Fields => fields;

    /// <summary>The last schema of the messages, or null where they carry none.</summary>
    internal MessageSchema? LastSchema => messageShapes.Where(seen => seen.Schema is not null).MaxBy(seen => seen.LastTime)?.Schema;

    internal void AddEvent(SourceEvent event_, JsonElement? key, JsonElement? schema)
    {
        Events++;
        foreach (var member in event_.Columns)
        {
            if (!fields.TryGetValue(member.Name, out var field))
                fields.Add(member.Name, field = new ObservedField());
            field.Add(member.Value);
        }

        if (key is { } members)
            messageKey.AddRange(members.EnumerateObject().Select(member => member.Name).Except(messageKey).ToList());
        var names = event_.Columns.Select(member => member.Name).ToList();
        var parsed = schema is { } json ? Parse(json) : null;
        var seen = messageShapes.Find(shape => shape.Schema == parsed && shape.Names.SequenceEqual(names));
        if (seen is null)
            messageShapes.Add(seen = new SeenShape(names, parsed) { FirstTime = event_.Time, LastTime = event_.Time });
        seen.FirstTime = Math.Min(seen.FirstTime, event_.Time);
        seen.LastTime = Math.Max(seen.LastTime, event_.Time);
    }

    /// <summary>One definition out of <c>tableChanges</c>, in the order of the schema-change topic.</summary>
    internal void AddDefinition(JsonElement table)
    {
        ddlKey = [.. table.GetProperty("primaryKeyColumnNames").EnumerateArray().Select(name => name.GetString()!)];
        var shape = new TableShape([.. table.GetProperty("columns").EnumerateArray().Select(column => DdlTypes.Column(column, ddlKey))]);
        if (ddlShapes.Count == 0 || !ddlShapes[^1].SameAs(shape))
            ddlShapes.Add(shape);
    }

    /// <summary>The shapes of the table, oldest first, by the best knowledge there is: schema changes, else schemas of messages, else values.</summary>
    internal IReadOnlyList<TableShape> Shapes()
    {
        if (ddlShapes.Count > 0)
            return ddlShapes;
        var last = messageShapes.MaxBy(seen => seen.LastTime);
        var shapes = new List<TableShape>();
        foreach (var seen in messageShapes.OrderBy(seen => seen == last).ThenBy(seen => seen.FirstTime))
        {
            var shape = new TableShape(seen.Schema is { } schema ? [.. schema.Fields.Select(FactOf)] : [.. seen.Names.Select(FactOf)]);
            if (shapes.Count == 0 || !shapes[^1].SameAs(shape))
                shapes.Add(shape);
        }

        return shapes;
    }

    private static ColumnFact FactOf(MessageField field)
    {
        var encoding = field.Encoding ?? ColumnEncoding.Plain;
        return new ColumnFact(field.Name, field.Type, encoding, field.Required, DefaultOf(field, encoding), Guess: null);
    }

    private ColumnFact FactOf(string name)
    {
        var (type, encoding, guess) = fields[name].Guess(name);
        return new ColumnFact(name, type, encoding, Required: false, Default: null, guess);
    }

    private static string? DefaultOf(MessageField field, ColumnEncoding encoding)
    {
        if (field.DefaultJson is not { } json)
            return null;
        using var document = JsonDocument.Parse(json);
        var value = document.RootElement.ValueKind == JsonValueKind.String ? document.RootElement.GetString()! : json;
        var text = encoding.Kind switch
        {
            EncodingKind.DecimalBase64 when field.Type is DecimalType && Bytes(value) is { Length: > 0 } unscaled => Unscaled.Text(unscaled, encoding.Scale ?? 0),
            EncodingKind.Plain or EncodingKind.Iso or EncodingKind.JsonText => value,
            _ => null,
        };
        return text is not null && DefaultValue.Fits(text, field.Type) ? text : null;
    }

    /// <summary>A converter may write its defaults otherwise than its values.</summary>
    private static byte[]? Bytes(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? bytes[..length] : null;
    }

    private MessageSchema Parse(JsonElement schema)
    {
        var text = schema.GetRawText();
        if (!schemas.TryGetValue(text, out var parsed))
            schemas.Add(text, parsed = MessageSchema.Read(schema));
        return parsed;
    }

    private sealed record SeenShape(IReadOnlyList<string> Names, MessageSchema? Schema)
    {
        internal long FirstTime { get; set; }

        internal long LastTime { get; set; }
    }
}
