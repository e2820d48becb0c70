using System.Runtime.CompilerServices;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Manifests;

namespace Paklog.Lakehouse.Iceberg.Scans;

/// <summary>The live delete files of a table's head, whether they apply to anything or not.</summary>
public static class DeleteFileListing
{
    public static async IAsyncEnumerable<DataFile> DeleteFilesAsync(this Table table, ManifestCache cache, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var manifests = (await SnapshotManifests.ReadAsync(cache, table.Files, table.Metadata.CurrentSnapshot, cancellationToken)).Where(manifest => manifest is { HasLiveFiles: true, Content: ManifestContent.Deletes });
        await foreach (var entries in cache.ReadAllAsync(table.Files, manifests, cancellationToken))
        {
            foreach (var entry in entries.Where(entry => entry.IsLive))
                yield return entry.DataFile;
        }
    }
}
