using System.Text;
using System.Text.Json.Nodes;
using Paklog.Lakehouse.Iceberg.Avro;

namespace Paklog.Lakehouse.Iceberg.Tests.Avro;

/// <summary>Avro files as other writers make them: any schema, header and codec.</summary>
internal static class ForeignAvro
{
    private static readonly byte[] Sync = [.. Enumerable.Range(1, 16).Select(i => (byte)i)];

    /// <summary>A file of one block.</summary>
    internal static byte[] File(string schema, ReadOnlySpan<byte> rows, int count = 1, string codec = "null")
    {
        var encoder = Head([new("avro.schema", schema), new("avro.codec", codec)]);
        encoder.WriteRaw(Sync);
        encoder.WriteLong(count);
        encoder.WriteBytes(rows);
        encoder.WriteRaw(Sync);
        return encoder.Written.ToArray();
    }

    /// <summary>
    /// The same rows under another header. Ints and longs are encoded alike, and so are strings and bytes, names and ids stand in the schema alone: much of what other writers do
    /// otherwise is the schema's text.
    /// </summary>
    internal static byte[] Reheaded(byte[] file, Func<string, string>? schema = null, params string[] without) =>
        Reheaded(file, (key, value) => without.Contains(key) ? null : key == "avro.schema" && schema is not null ? schema(value) : value);

    /// <param name="header">The new value of a key of the header; null takes it out.</param>
    internal static byte[] Reheaded(byte[] file, Func<string, string, string?> header)
    {
        var decoder = new AvroDecoder(file);
        decoder.Take(4);
        var kept = new List<KeyValuePair<string, string>>();
        for (var count = decoder.ReadItemCount(); count > 0; count = decoder.ReadItemCount())
        {
            for (; count > 0; count--)
            {
                var (key, value) = (decoder.ReadString(), decoder.ReadString());
                if (header(key, value) is { } changed)
                    kept.Add(new(key, changed));
            }
        }

        var encoder = Head(kept);
        encoder.WriteRaw(file.AsSpan(decoder.Position));
        return encoder.Written.ToArray();
    }

    /// <summary>A schema without the attributes that carry Iceberg's ids.</summary>
    internal static string WithoutIds(string schema) => WithoutIds(schema, _ => true);

    /// <param name="isChosen">Of which records, by their names.</param>
    internal static string WithoutIds(string schema, Func<string, bool> isChosen)
    {
        var json = JsonNode.Parse(schema)!;
        Strip(json, chosen: isChosen(""));
        return json.ToJsonString();

        void Strip(JsonNode? node, bool chosen)
        {
            if (node is JsonArray array)
            {
                foreach (var item in array)
                    Strip(item, chosen);
            }
            else if (node is JsonObject type)
            {
                if ((string?)type["type"]?.ToString() is "record")
                    chosen = isChosen(type["name"]!.ToString());
                if (chosen)
                {
                    type.Remove("field-id");
                    type.Remove("element-id");
                }

                foreach (var (_, member) in type.ToList())
                    Strip(member, chosen);
            }
        }
    }

    private static AvroEncoder Head(IReadOnlyCollection<KeyValuePair<string, string>> header)
    {
        var encoder = new AvroEncoder();
        encoder.WriteRaw("Obj\u0001"u8);
        encoder.WriteLong(header.Count);
        foreach (var (key, value) in header)
        {
            encoder.WriteString(key);
            encoder.WriteBytes(Encoding.UTF8.GetBytes(value));
        }

        encoder.WriteLong(0);
        return encoder;
    }
}
