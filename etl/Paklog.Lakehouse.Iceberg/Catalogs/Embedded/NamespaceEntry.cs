using System.Text.Json;

namespace Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

/// <summary>A namespace and the root of the tree of its tables and views, null where it has none.</summary>
internal sealed record NamespaceEntry(string Name, IReadOnlyDictionary<string, string> Properties, string? Contents) : ITreeEntry<NamespaceEntry>
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("name", Name);
        writer.WriteString("contents", Contents);
        CatalogJson.WriteProperties(writer, Properties);
        writer.WriteEndObject();
    }

    public static NamespaceEntry ReadFrom(JsonElement json) => new(
        IcebergJson.GetString(json, "name", "namespace entry"),
        CatalogJson.ReadProperties(json, "namespace entry"),
        IcebergJson.FindString(json, "contents", "namespace entry"));
}
