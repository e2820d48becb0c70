using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Paklog.Lakehouse.Iceberg;

/// <summary>Reading and writing JSON by hand: no reflection, and errors that name what was read and which field is wrong.</summary>
internal static class IcebergJson
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonWriterOptions Indented = Compact with { Indented = true };

    internal static string ToString(Action<Utf8JsonWriter> write, bool indented = false) =>
        Encoding.UTF8.GetString(ToUtf8(write, indented));

    internal static byte[] ToUtf8(Action<Utf8JsonWriter> write, bool indented = false)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, indented ? Indented : Compact))
        {
            write(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    internal static T Parse<T>(string json, string what, Func<JsonElement, T> read) => Parse(Encoding.UTF8.GetBytes(json), what, read);

    internal static T Parse<T>(ReadOnlyMemory<byte> utf8, string what, Func<JsonElement, T> read)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(utf8);
        }
        catch (JsonException e)
        {
            throw IcebergException.InvalidData($"The {what} is not JSON: {e.Message}", e);
        }

        using (document)
        {
            return read(document.RootElement);
        }
    }

    /// <summary>The member, or null when it is absent or JSON null.</summary>
    internal static JsonElement? Find(JsonElement json, string name, string what)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw IcebergException.InvalidData($"A {what} must be a JSON object, not {json.ValueKind}.");
        }

        return json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    internal static JsonElement Get(JsonElement json, string name, string what) =>
        Find(json, name, what) ?? throw IcebergException.InvalidData($"A {what} lacks '{name}'.");

    internal static int GetInt(JsonElement json, string name, string what) =>
        FindInt(json, name, what) ?? throw IcebergException.InvalidData($"A {what} lacks '{name}'.");

    internal static int? FindInt(JsonElement json, string name, string what) =>
        Find(json, name, what) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number
        : throw Wrong(name, what, "an int", value);

    internal static long GetLong(JsonElement json, string name, string what) =>
        FindLong(json, name, what) ?? throw IcebergException.InvalidData($"A {what} lacks '{name}'.");

    internal static long? FindLong(JsonElement json, string name, string what) =>
        Find(json, name, what) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number
        : throw Wrong(name, what, "a long", value);

    internal static bool GetBool(JsonElement json, string name, string what)
    {
        var value = Get(json, name, what);
        return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Wrong(name, what, "a boolean", value);
    }

    internal static string GetString(JsonElement json, string name, string what) =>
        FindString(json, name, what) ?? throw IcebergException.InvalidData($"A {what} lacks '{name}'.");

    internal static string? FindString(JsonElement json, string name, string what) =>
        Find(json, name, what) is not { } value ? null
        : AsString(value, name, what);

    internal static string AsString(JsonElement value, string name, string what) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong(name, what, "a string", value);

    internal static List<T> GetList<T>(JsonElement json, string name, string what, Func<JsonElement, T> item) =>
        ReadList(Get(json, name, what), $"'{name}' of a {what}", item);

    internal static List<T> ReadList<T>(JsonElement array, string what, Func<JsonElement, T> item)
    {
        if (array.ValueKind != JsonValueKind.Array)
        {
            throw IcebergException.InvalidData($"{what} must be a JSON array, not {array.ValueKind}.");
        }

        var list = new List<T>(array.GetArrayLength());
        foreach (var element in array.EnumerateArray())
        {
            list.Add(item(element));
        }

        return list;
    }

    private static IcebergException Wrong(string name, string what, string expected, JsonElement value) =>
        IcebergException.InvalidData($"'{name}' of a {what} must be {expected}, not {value.GetRawText()}.");
}
