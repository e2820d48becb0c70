using System.Buffers;
using System.Text.Json;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.S3;

/// <summary>
/// All references of a catalog as one file has them, and which swaps made them so. The mark of the last swap makes the content unlike that of every other swap,
/// so that an ETag stands for one state only, also where a reference went from A to B and back to A.
/// </summary>
/// <param name="Swaps">How many swaps there have been.</param>
/// <param name="Marks">The marks of the last swaps, the latest first.</param>
internal sealed record S3References(long Swaps, IReadOnlyList<string> Marks, IReadOnlyDictionary<string, CatalogReference> References)
{
    /// <summary>A writer whose answer was lost finds its mark as long as no more swaps came after it.</summary>
    private const int KeptMarks = 64;

    internal static S3References None { get; } = new(0, [], new Dictionary<string, CatalogReference>());

    internal IReadOnlyList<CatalogReference> Sorted => [.. References.Values.OrderBy(reference => reference.Name, StringComparer.Ordinal)];

    internal S3References With(string name, CatalogReference? replacement, string mark)
    {
        var references = new Dictionary<string, CatalogReference>(References);
        if (replacement is null)
            references.Remove(name);
        else
            references[name] = replacement;
        return new S3References(Swaps + 1, [mark, .. Marks.Take(KeptMarks - 1)], references);
    }

    /// <summary>The mark of the swap with a number, from 1; null where it is not kept any more. The swap must have happened.</summary>
    internal string? MarkOf(long swap) => Swaps - swap is var ago && ago < Marks.Count ? Marks[(int)ago] : null;

    internal byte[] Encode()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("references");
            foreach (var reference in Sorted)
            {
                writer.WriteStartObject();
                writer.WriteString("name", reference.Name);
                writer.WriteString("kind", reference.Kind == ReferenceKind.Branch ? "branch" : "tag");
                writer.WriteString("hash", reference.Hash);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteNumber("swaps", Swaps);
            writer.WriteStartArray("marks");
            foreach (var mark in Marks)
                writer.WriteStringValue(mark);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    internal static S3References Decode(byte[] content, string location)
    {
        try
        {
            using var json = JsonDocument.Parse(content);
            var root = json.RootElement;
            return new S3References(
                root.GetProperty("swaps").GetInt64(),
                [.. root.GetProperty("marks").EnumerateArray().Select(mark => mark.GetString()!)],
                root.GetProperty("references").EnumerateArray().Select(Read).ToDictionary(reference => reference.Name));
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new IcebergException(
                IcebergErrorKind.InvalidData, $"The references of the catalog, '{location}', are damaged: {error.Message} Bring the file back from a copy or an older version of it.", inner: error);
        }
    }

    private static CatalogReference Read(JsonElement json) => new(
        json.GetProperty("name").GetString()!,
        json.GetProperty("kind").GetString() switch
        {
            "branch" => ReferenceKind.Branch,
            "tag" => ReferenceKind.Tag,
            var kind => throw new FormatException($"'{kind}' is no kind of reference."),
        },
        json.GetProperty("hash").GetString()!);
}
