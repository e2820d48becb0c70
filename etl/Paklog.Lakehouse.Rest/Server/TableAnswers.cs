using System.Security.Cryptography;
using System.Text;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Metadata;

namespace Paklog.Lakehouse.Rest.Server;

/// <summary>Tables as answers (OpenAPI, schemas LoadTableResult and CommitTableResponse).</summary>
internal static class TableAnswers
{
    internal static RestAnswer Of(Table table, bool allSnapshots = true) => Of(table.Metadata, table.MetadataLocation, allSnapshots);

    /// <param name="location">Null for a table that is not committed yet.</param>
    internal static RestAnswer Of(TableMetadata metadata, string? location, bool allSnapshots = true)
    {
        var heads = allSnapshots ? null : metadata.Refs.Values.Select(reference => reference.SnapshotId).ToHashSet();
        return RestAnswer.Json(
            writer =>
            {
                if (location is not null)
                    writer.WriteString("metadata-location", location);
                writer.WritePropertyName("metadata");
                TableMetadataJson.Write(writer, metadata, heads is null ? null : snapshot => heads.Contains(snapshot.SnapshotId));
                RestWriting.WriteProperties(writer, "config", new Dictionary<string, string>());
            },
            etag: location is null ? null : ETag(location, allSnapshots));
    }

    /// <summary>A metadata file never changes, so its name says what the answer is.</summary>
    internal static string ETag(string location, bool allSnapshots) =>
        $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{location} {allSnapshots}"))[..16])}\"";
}
