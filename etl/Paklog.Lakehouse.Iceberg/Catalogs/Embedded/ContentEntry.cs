using System.Text.Json;

namespace Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

/// <summary>A table or a view of one namespace: its uuid and the location of its current metadata JSON.</summary>
internal sealed record ContentEntry(
    string Name, CatalogEntryKind Kind, Guid Uuid, string MetadataLocation, IReadOnlyDictionary<string, string> Properties) : ITreeEntry<ContentEntry>
{
    /// <summary>The entry of a table after a commit; properties that the entry had before stay.</summary>
    internal static ContentEntry Of(PlannedTable table, ContentEntry? former) => new(
        table.Identifier.Name, CatalogEntryKind.Table, table.Metadata.TableUuid, table.MetadataLocation, former?.Properties ?? new Dictionary<string, string>());

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("name", Name);
        writer.WriteString("kind", CatalogNames.OfEntryKind(Kind));
        writer.WriteString("uuid", Uuid);
        writer.WriteString("metadata-location", MetadataLocation);
        CatalogJson.WriteProperties(writer, Properties);
        writer.WriteEndObject();
    }

    public static ContentEntry ReadFrom(JsonElement json) => new(
        IcebergJson.GetString(json, "name", "table entry"),
        CatalogNames.ToEntryKind(IcebergJson.GetString(json, "kind", "table entry")),
        IcebergJson.Get(json, "uuid", "table entry").GetGuid(),
        IcebergJson.GetString(json, "metadata-location", "table entry"),
        CatalogJson.ReadProperties(json, "table entry"));
}
