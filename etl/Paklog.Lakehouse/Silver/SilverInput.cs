using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Scans;

namespace Paklog.Lakehouse.Silver;

/// <summary>One Bronze table as a Silver table consumes it: what stands there now, and what came since the snapshot that was consumed.</summary>
internal sealed record SilverInput(Contract Contract, Table Table, long SnapshotId, IReadOnlyList<FileScanTask> NewFiles, string? Overwritten)
{
    /// <summary>Null when nothing was landed in the table yet.</summary>
    public static async Task<SilverInput?> ReadAsync(Contract contract, Table? table, long? consumed, CancellationToken cancellationToken, ITableReader reader)
    {
        if (table?.Metadata.CurrentSnapshotId is not { } current)
            return null;
        if (consumed is null)
            return new SilverInput(contract, table, current, [], null);
        var added = new List<FileScanTask>();
        try
        {
            await foreach (var change in SnapshotChanges.ReadAsync(table, reader.Manifests, consumed, current, cancellationToken))
            {
                if (change.Snapshot.Operation == SnapshotOperation.Replace)
                    continue;
                if (change.Snapshot.Operation != SnapshotOperation.Append)
                    return new SilverInput(contract, table, current, [], $"snapshot {change.Snapshot.SnapshotId} of {table} is no append but {change.Snapshot.Operation}");
                added.AddRange(change.AddedDataFiles.Select(file => new FileScanTask(file, change.Snapshot.SequenceNumber, [], [])));
            }
        }
        catch (IcebergException error) when (error.Kind is IcebergErrorKind.ValidationFailed or IcebergErrorKind.NotFound)
        {
            return new SilverInput(contract, table, current, [], $"the consumed snapshot {consumed} of {table} is gone");
        }

        return new SilverInput(contract, table, current, added, null);
    }
}
