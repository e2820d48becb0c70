using System.Runtime.CompilerServices;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Scans;

/// <summary>The live files of a snapshot, data and deletes, for people to look at.</summary>
public static class FileListing
{
    public static async IAsyncEnumerable<ListedFile> ListFilesAsync(
        this TableScan scan, ManifestCache cache, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var metadata = scan.Table.Metadata;
        metadata.RequireReadable();
        var manifests = (await SnapshotManifests.ReadAsync(cache, scan.Table.Files, scan.Snapshot, cancellationToken)).Where(manifest => manifest.HasLiveFiles);
        await foreach (var entries in cache.ReadAllAsync(scan.Table.Files, manifests, cancellationToken))
        {
            foreach (var entry in entries)
            {
                if (entry.IsLive)
                    yield return ToListed(entry.DataFile, metadata, scan.Schema);
            }
        }
    }

    private static ListedFile ToListed(DataFile file, TableMetadata metadata, Schema schema) => new(
        file.Content,
        file.FilePath,
        file.SpecId,
        metadata.GetSpec(file.SpecId).PartitionPath(file.Partition, metadata.CurrentSchema, metadata.Schemas),
        file.RecordCount,
        file.FileSizeInBytes,
        Bounds(file, schema));

    private static Dictionary<string, ColumnBounds> Bounds(DataFile file, Schema schema)
    {
        var bounds = new Dictionary<string, ColumnBounds>();
        foreach (var id in schema.FieldIds.Where(id => file.LowerBounds?.ContainsKey(id) == true || file.UpperBounds?.ContainsKey(id) == true))
        {
            if (schema.FindField(id) is { Type: PrimitiveType type })
                bounds[schema.FindPath(id)!] = new ColumnBounds(
                    Text(file.LowerBounds?.GetValueOrDefault(id), type),
                    Text(file.UpperBounds?.GetValueOrDefault(id), type));
        }

        return bounds;
    }

    private static string? Text(byte[]? bound, PrimitiveType type) =>
        bound is null ? null : IcebergValue.ToHumanString(SingleValue.FromBytes(bound, type), type);
}
