using System.Text.Json;

namespace Paklog.Lakehouse.Iceberg.Metadata;

/// <content>Snapshots, branches and tags.</content>
public sealed partial class TableMetadataBuilder
{
    private void ApplyToHistory(TableUpdate update)
    {
        switch (update)
        {
            case AddSnapshot add:
                Add(add.Snapshot);
                break;
            case SetSnapshotRef set:
                Set(set.RefName, set.Reference);
                break;
            case RemoveSnapshotRef remove:
                refs.Remove(remove.RefName);
                break;
            case RemoveSnapshots remove:
                Remove(remove.SnapshotIds.ToHashSet());
                break;
            case SetStatistics set:
                statistics = [.. Without(statistics, [SnapshotOf(set.Statistics)]), set.Statistics];
                break;
            case RemoveStatistics remove:
                statistics = Without(statistics, [remove.SnapshotId]);
                break;
            case SetPartitionStatistics set:
                partitionStatistics = [.. Without(partitionStatistics, [SnapshotOf(set.Statistics)]), set.Statistics];
                break;
            case RemovePartitionStatistics remove:
                partitionStatistics = Without(partitionStatistics, [remove.SnapshotId]);
                break;
            default:
                throw IcebergException.Unsupported($"The table update {update.GetType().Name} is not known to this library.");
        }
    }

    private void Add(Snapshot snapshot)
    {
        Require(snapshot.SnapshotId > 0, $"the snapshot id {snapshot.SnapshotId} is not positive");
        Require(snapshot.ManifestList is not null, $"snapshot {snapshot.SnapshotId} names no manifest list");
        Require(snapshots.TrueForAll(known => known.SnapshotId != snapshot.SnapshotId), $"snapshot {snapshot.SnapshotId} is already there");

        // A snapshot without a parent begins anew: what another commit did before it needs no place in its order (Java's TableMetadata.Builder.addSnapshot, for tables that are replaced).
        if (formatVersion > 1 && snapshot.ParentSnapshotId is not null && snapshot.SequenceNumber <= lastSequenceNumber)
        {
            throw new IcebergException(
                IcebergErrorKind.CommitConflict,
                $"Snapshot {snapshot.SnapshotId} has the sequence number {snapshot.SequenceNumber}, but the table at {location} "
                + $"already stands at {lastSequenceNumber}; load the table again and retry.",
                retryable: true);
        }

        TakeRowIds(snapshot);
        lastSequenceNumber = Math.Max(lastSequenceNumber, snapshot.SequenceNumber);
        lastUpdatedMs = Math.Max(snapshot.TimestampMs, lastUpdatedMs ?? origin?.LastUpdatedMs ?? 0);
        snapshots.Add(snapshot);
        addedSnapshots.Add(snapshot.SnapshotId);
    }

    /// <summary>Format v3: each row gets an id that no other row of the table ever had (spec, "Row Lineage").</summary>
    private void TakeRowIds(Snapshot snapshot)
    {
        if (formatVersion < TableMetadata.LatestFormatVersion)
            return;
        Require(
            snapshot is { FirstRowId: not null, AddedRows: >= 0 },
            $"snapshot {snapshot.SnapshotId} lacks first-row-id or added-rows, which tables of format version {formatVersion} need");
        if (snapshot.FirstRowId < nextRowId)
        {
            throw new IcebergException(
                IcebergErrorKind.CommitConflict,
                $"Snapshot {snapshot.SnapshotId} begins with row id {snapshot.FirstRowId}, but the table at {location} already stands at {nextRowId}; load the table again and retry.",
                retryable: true);
        }

        nextRowId += snapshot.AddedRows!.Value;
    }

    private void Set(string name, SnapshotRef reference)
    {
        Require(
            snapshots.Exists(snapshot => snapshot.SnapshotId == reference.SnapshotId),
            $"'{name}' cannot point at snapshot {reference.SnapshotId}, which is not there");
        Require(name != SnapshotRef.MainBranch || reference.Type == SnapshotRefType.Branch, "main is a branch and cannot become a tag");
        Require(
            reference.Type == SnapshotRefType.Branch || (reference.MinSnapshotsToKeep is null && reference.MaxSnapshotAgeMs is null),
            $"the tag '{name}' cannot keep snapshots besides its own");
        var before = refs.TryGetValue(name, out var known) ? known.SnapshotId : (long?)null;
        Require(known is null || known.Type == reference.Type, $"'{name}' is a {known?.Type.ToString().ToLowerInvariant()}; remove it first");
        refs[name] = reference;
        if (name != SnapshotRef.MainBranch || before == reference.SnapshotId)
            return;

        // A head of main that this very list of updates replaces was never seen by a reader, so it leaves the log again.
        if (before is { } replaced && addedSnapshots.Contains(replaced))
            snapshotLog.RemoveAll(entry => entry.SnapshotId == replaced);
        lastUpdatedMs ??= Now();
        snapshotLog.Add(new SnapshotLogEntry(lastUpdatedMs.Value, reference.SnapshotId));
    }

    private void Remove(HashSet<long> ids)
    {
        foreach (var (name, reference) in refs)
            Require(!ids.Contains(reference.SnapshotId), $"snapshot {reference.SnapshotId} is the head of '{name}'; remove the reference first");
        snapshots.RemoveAll(snapshot => ids.Contains(snapshot.SnapshotId));
        statistics = Without(statistics, ids);
        partitionStatistics = Without(partitionStatistics, ids);

        // What main held before a snapshot that is gone is no longer known for every moment, so that part of the log goes too (spec, "snapshot-log").
        var lastGone = snapshotLog.FindLastIndex(entry => ids.Contains(entry.SnapshotId));
        snapshotLog = snapshotLog[(lastGone + 1)..];
    }

    private static long SnapshotOf(JsonElement file) => IcebergJson.GetLong(file, "snapshot-id", "statistics file");

    private static List<JsonElement> Without(List<JsonElement> files, HashSet<long> ids) =>
        files.FindAll(file => IcebergJson.FindLong(file, "snapshot-id", "statistics file") is not { } id || !ids.Contains(id));
}
