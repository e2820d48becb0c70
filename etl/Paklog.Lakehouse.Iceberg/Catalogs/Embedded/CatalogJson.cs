using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

/// <summary>
/// The text of the catalog's files: indented, entries one a line, members in a fixed order, properties sorted, line feeds on every platform.
/// Equal content must give equal bytes, because an object is named after its bytes.
/// </summary>
internal static class CatalogJson
{
    private static readonly JsonWriterOptions Indented =
        new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static byte[] Encode(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Indented))
            write(writer);
        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    internal static string Hash(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    internal static bool IsHash(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);

    /// <summary>An item of an array on a line of its own.</summary>
    internal static void WriteLine(Utf8JsonWriter writer, Action<Utf8JsonWriter> write)
    {
        // A raw value gets no indentation from the writer.
        var indentation = "\n" + new string(' ', 2 * writer.CurrentDepth);
        writer.WriteRawValue([.. Encoding.UTF8.GetBytes(indentation), .. IcebergJson.ToUtf8(write)], skipInputValidation: true);
    }

    /// <summary>A member on a line of its own.</summary>
    internal static void WriteLine(Utf8JsonWriter writer, string name, Action<Utf8JsonWriter> write)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(IcebergJson.ToUtf8(write), skipInputValidation: true);
    }

    internal static void WriteProperties(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> properties)
    {
        writer.WriteStartObject("properties");
        foreach (var (key, value) in properties.OrderBy(property => property.Key, StringComparer.Ordinal))
            writer.WriteString(key, value);
        writer.WriteEndObject();
    }

    internal static Dictionary<string, string> ReadProperties(JsonElement json, string what) =>
        IcebergJson.Get(json, "properties", what).EnumerateObject().ToDictionary(property => property.Name, property => property.Value.GetString() ?? "");
}
