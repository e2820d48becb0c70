using System.Globalization;
using System.Text.Json;

namespace Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

/// <summary>A commit as it is stored. <paramref name="Root"/> is the root of the tree of namespaces, null where the catalog is empty.</summary>
internal sealed record CommitObject(
    IReadOnlyList<string> Parents,
    string Author,
    string Message,
    DateTimeOffset Time,
    IReadOnlyDictionary<string, string> Properties,
    IReadOnlyList<CatalogChange> Changes,
    string? Root)
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    internal EncodedObject Encode() => EncodedObject.Of(CatalogJson.Encode(WriteTo), this);

    internal CatalogCommit ToCatalogCommit(string hash) => new(hash, Parents, Author, Message, Time, Properties, Changes);

    internal static CommitObject ReadFrom(JsonElement json)
    {
        const string what = "catalog commit";
        if (IcebergJson.GetString(json, "type", what) != "commit")
            throw IcebergException.InvalidData("The object is not a commit.");
        return new CommitObject(
            IcebergJson.GetList(json, "parents", what, parent => parent.GetString() ?? ""),
            IcebergJson.GetString(json, "author", what),
            IcebergJson.GetString(json, "message", what),
            DateTimeOffset.ParseExact(
                IcebergJson.GetString(json, "time", what), TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
            CatalogJson.ReadProperties(json, what),
            IcebergJson.GetList(json, "changes", what, ReadChange),
            IcebergJson.FindString(json, "root", what));
    }

    private void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "commit");
        writer.WriteStartArray("parents");
        foreach (var parent in Parents)
            writer.WriteStringValue(parent);
        writer.WriteEndArray();
        writer.WriteString("author", Author);
        writer.WriteString("message", Message);
        writer.WriteString("time", Time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
        CatalogJson.WriteProperties(writer, Properties);
        writer.WriteStartArray("changes");
        foreach (var change in Changes)
            CatalogJson.WriteLine(writer, line => WriteChange(line, change));
        writer.WriteEndArray();
        writer.WriteString("root", Root);
        writer.WriteEndObject();
    }

    private static void WriteChange(Utf8JsonWriter writer, CatalogChange change)
    {
        writer.WriteStartObject();
        writer.WriteString("change", CatalogNames.OfChangeKind(change.Kind));
        writer.WriteString("kind", CatalogNames.OfEntryKind(change.Entry));
        writer.WriteString("name", change.Name);
        if (change.OldMetadataLocation is not null)
            writer.WriteString("from", change.OldMetadataLocation);
        if (change.NewMetadataLocation is not null)
            writer.WriteString("to", change.NewMetadataLocation);
        writer.WriteEndObject();
    }

    private static CatalogChange ReadChange(JsonElement json) => new(
        CatalogNames.ToChangeKind(IcebergJson.GetString(json, "change", "catalog change")),
        CatalogNames.ToEntryKind(IcebergJson.GetString(json, "kind", "catalog change")),
        IcebergJson.GetString(json, "name", "catalog change"),
        IcebergJson.FindString(json, "from", "catalog change"),
        IcebergJson.FindString(json, "to", "catalog change"));
}
