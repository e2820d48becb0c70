using System.Text.Json;
using Paklog.Lakehouse.Iceberg.Metadata;

namespace Paklog.Lakehouse.Iceberg.Views;

/// <summary>One definition of a view (view spec, "Versions").</summary>
public sealed record ViewVersion
{
    private const string What = "view version";

    public required int VersionId { get; init; }

    /// <summary>The schema of the view's rows, by its id in the view's metadata.</summary>
    public required int SchemaId { get; init; }

    /// <summary>Milliseconds since the epoch, UTC.</summary>
    public required long TimestampMs { get; init; }

    /// <summary>Who made it and how; free text by keys.</summary>
    public required IReadOnlyDictionary<string, string> Summary { get; init; }

    /// <summary>The catalog that names without one stand for; null for the catalog of the view.</summary>
    public string? DefaultCatalog { get; init; }

    /// <summary>The levels of the namespace that names without one stand for.</summary>
    public required IReadOnlyList<string> DefaultNamespace { get; init; }

    public required IReadOnlyList<ViewRepresentation> Representations { get; init; }

    public static ViewVersion FromJson(JsonElement json) => new()
    {
        VersionId = IcebergJson.GetInt(json, "version-id", What),
        SchemaId = IcebergJson.GetInt(json, "schema-id", What),
        TimestampMs = IcebergJson.GetLong(json, "timestamp-ms", What),
        Summary = SnapshotJson.FindStringMap(json, "summary", What),
        DefaultCatalog = IcebergJson.FindString(json, "default-catalog", What),
        DefaultNamespace = IcebergJson.GetList(json, "default-namespace", What, level => level.GetString() ?? ""),
        Representations = IcebergJson.GetList(json, "representations", What, ViewRepresentation.FromJson),
    };

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("version-id", VersionId);
        writer.WriteNumber("timestamp-ms", TimestampMs);
        writer.WriteNumber("schema-id", SchemaId);
        SnapshotJson.WriteStringMap(writer, "summary", Summary);
        if (DefaultCatalog is not null)
            writer.WriteString("default-catalog", DefaultCatalog);
        writer.WriteStartArray("default-namespace");
        foreach (var level in DefaultNamespace)
            writer.WriteStringValue(level);
        writer.WriteEndArray();
        writer.WriteStartArray("representations");
        foreach (var representation in Representations)
            representation.WriteTo(writer);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Whether both mean the same; ids and times do not count.</summary>
    internal bool HasSameMeaning(ViewVersion other) =>
        SchemaId == other.SchemaId && DefaultCatalog == other.DefaultCatalog && DefaultNamespace.SequenceEqual(other.DefaultNamespace)
        && Representations.SequenceEqual(other.Representations)
        && Summary.Count == other.Summary.Count && Summary.All(pair => other.Summary.TryGetValue(pair.Key, out var value) && value == pair.Value);
}
