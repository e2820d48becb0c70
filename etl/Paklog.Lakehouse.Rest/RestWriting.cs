using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Rest;

/// <summary>The JSON that requests and answers share.</summary>
internal static class RestWriting
{
    /// <summary>A JSON object in UTF-8.</summary>
    internal static ReadOnlyMemory<byte> Object(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>The levels of a namespace, an array.</summary>
    internal static void WriteLevels(Utf8JsonWriter writer, string ns)
    {
        writer.WriteStartArray();
        foreach (var level in RestNames.ToLevels(ns))
            writer.WriteStringValue(level);
        writer.WriteEndArray();
    }

    /// <summary>The members of an identifier.</summary>
    internal static void WriteIdentifier(Utf8JsonWriter writer, TableIdentifier identifier)
    {
        writer.WritePropertyName("namespace");
        WriteLevels(writer, identifier.Namespace);
        writer.WriteString("name", RestNames.ToName(identifier));
    }

    internal static void WriteProperties(Utf8JsonWriter writer, string name, IReadOnlyDictionary<string, string> properties)
    {
        writer.WriteStartObject(name);
        foreach (var (key, value) in properties)
            writer.WriteString(key, value);
        writer.WriteEndObject();
    }

    internal static void WriteStrings(Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
            writer.WriteStringValue(value);
        writer.WriteEndArray();
    }
}
