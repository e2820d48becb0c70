using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.Maintenance;

/// <summary>
/// Whether all that the head of a table names is there, and as long as its manifests say. Where it is not, older snapshots are the way back. What files hold is not read: a reader notices, and compaction leaves them.
/// </summary>
internal static class HeadFiles
{
    /// <summary>A sentence about the first file that is not whole; null where all are. It costs a listing of the table's folder.</summary>
    public static async Task<string?> FindFaultAsync(Table table, ManifestCache manifests, CancellationToken cancellationToken)
    {
        try
        {
            var files = await table.NewScan(manifests).PlanFilesAsync(cancellationToken).SelectMany(task => task.PositionDeletes.Concat(task.EqualityDeletes).Prepend(task.DataFile)).ToListAsync(cancellationToken);
            var lengths = new Dictionary<string, long>(StringComparer.Ordinal);
            await foreach (var entry in table.IO.ListAsync(table.Metadata.Location, cancellationToken))
                lengths[Location.Normalize(entry.Location)] = entry.Length;
            foreach (var file in files.DistinctBy(file => file.FilePath))
            {
                long? length = lengths.TryGetValue(Location.Normalize(file.FilePath), out var listed) ? listed : (await table.IO.FindAsync(file.FilePath, cancellationToken))?.Length;
                if (length is null)
                    return $"{file.FilePath} is missing";
                if (length < file.FileSizeInBytes)
                    return $"{file.FilePath} has {length} bytes of {file.FileSizeInBytes}: it is truncated";
            }

            return null;
        }
        catch (IcebergException error) when (error.Kind is IcebergErrorKind.NotFound or IcebergErrorKind.InvalidData or IcebergErrorKind.Unsupported)
        {
            return error.Message.TrimEnd('.');
        }
    }
}
