using System.Text.Json;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Schemas;

namespace Paklog.Lakehouse.Iceberg.Views;

/// <summary>The metadata file of a view (view spec, "View Metadata").</summary>
public static class ViewMetadataJson
{
    private const string What = "view metadata file";

    /// <exception cref="IcebergException">Unsupported for a later format, InvalidData for what is no view metadata.</exception>
    public static ViewMetadata Read(ReadOnlyMemory<byte> content) => IcebergJson.Parse(content, What, Read);

    public static byte[] Write(ViewMetadata metadata) => IcebergJson.ToUtf8(writer => Write(writer, metadata));

    public static ViewMetadata Read(JsonElement json)
    {
        var version = IcebergJson.GetInt(json, "format-version", What);
        if (version != ViewMetadata.FormatVersion)
            throw IcebergException.Unsupported($"The view has format version {version}; version {ViewMetadata.FormatVersion} is known here.");
        var metadata = new ViewMetadata
        {
            ViewUuid = Guid.TryParse(IcebergJson.GetString(json, "view-uuid", What), out var uuid) ? uuid : throw IcebergException.InvalidData($"'view-uuid' of a {What} must be a UUID."),
            Location = IcebergJson.GetString(json, "location", What),
            Schemas = IcebergJson.GetList(json, "schemas", What, Schema.FromJson),
            CurrentVersionId = IcebergJson.GetInt(json, "current-version-id", What),
            Versions = IcebergJson.GetList(json, "versions", What, ViewVersion.FromJson),
            VersionLog = IcebergJson.GetList(json, "version-log", What, entry => new ViewHistoryEntry(
                IcebergJson.GetLong(entry, "timestamp-ms", "version log entry"), IcebergJson.GetInt(entry, "version-id", "version log entry"))),
            Properties = SnapshotJson.FindStringMap(json, "properties", What),
        };
        return metadata.Versions.Any(known => known.VersionId == metadata.CurrentVersionId)
            ? metadata
            : throw IcebergException.InvalidData($"The metadata of the view at {metadata.Location} names version {metadata.CurrentVersionId} as current and does not have it.");
    }

    public static void Write(Utf8JsonWriter writer, ViewMetadata metadata)
    {
        writer.WriteStartObject();
        writer.WriteString("view-uuid", metadata.ViewUuid.ToString());
        writer.WriteNumber("format-version", ViewMetadata.FormatVersion);
        writer.WriteString("location", metadata.Location);
        SnapshotJson.WriteStringMap(writer, "properties", metadata.Properties);
        writer.WriteStartArray("schemas");
        foreach (var schema in metadata.Schemas)
            schema.WriteTo(writer);
        writer.WriteEndArray();
        writer.WriteNumber("current-version-id", metadata.CurrentVersionId);
        writer.WriteStartArray("versions");
        foreach (var version in metadata.Versions)
            version.WriteTo(writer);
        writer.WriteEndArray();
        writer.WriteStartArray("version-log");
        foreach (var entry in metadata.VersionLog)
        {
            writer.WriteStartObject();
            writer.WriteNumber("timestamp-ms", entry.TimestampMs);
            writer.WriteNumber("version-id", entry.VersionId);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
