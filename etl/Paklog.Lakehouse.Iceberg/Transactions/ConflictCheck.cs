using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Scans;

namespace Paklog.Lakehouse.Iceberg.Transactions;

/// <summary>What has happened on the branch since a writer read it, and whether that spoils what the writer means to do.</summary>
internal sealed class ConflictCheck
{
    private readonly TableChange change;
    private readonly List<SnapshotChange> since;

    private ConflictCheck(TableChange change, List<SnapshotChange> since)
    {
        this.change = change;
        this.since = since;
    }

    /// <param name="baseSnapshotId">The head that the writer read; null for an empty table.</param>
    internal static async Task<ConflictCheck> SinceAsync(TableChange change, long? baseSnapshotId, CancellationToken cancellationToken)
    {
        var since = new List<SnapshotChange>();
        if (change.Head is { } head && head.SnapshotId != baseSnapshotId)
        {
            foreach (var snapshot in SnapshotChanges.Between(change.Existing, baseSnapshotId, head.SnapshotId))
                since.Add(await SnapshotChanges.ReadAsync(change.Files, change.Options.Manifests, snapshot, cancellationToken));
        }
        else if (change.Head is null && baseSnapshotId is not null)
        {
            throw change.Invalid($"'{change.Branch}' is empty, so it cannot have been read at snapshot {baseSnapshotId}");
        }

        return new ConflictCheck(change, since);
    }

    internal bool HasMoved => since.Count > 0;

    /// <summary>
    /// Data files that the writer's deletes refer to are still there: deleting by position in a file that was rewritten would delete other rows, or
    /// none.
    /// </summary>
    internal void RequireLive(IReadOnlySet<string> paths)
    {
        foreach (var file in since.SelectMany(step => step.RemovedDataFiles).Where(file => paths.Contains(file.FilePath)))
            throw Conflict($"the data file {file.FilePath}, to which it refers, has been taken away");
    }

    /// <summary>No deletes that apply to data files which the writer takes away: its replacements would bring those rows back.</summary>
    internal void RequireNoNewDeletesFor(IReadOnlyCollection<DataFile> dataFiles, bool equalityDeletesStillApply = false)
    {
        var index = new DeleteFileIndex(change.Existing);
        foreach (var step in since)
        {
            foreach (var file in step.AddedDeleteFiles.Where(file => !(equalityDeletesStillApply && file.Content == FileContent.EqualityDeletes)))
                index.Add(file, step.Snapshot.SequenceNumber);
        }

        foreach (var file in dataFiles)
        {
            // The writer read the file, so it is older than every delete here, whatever its number.
            if (index.For(file, dataSequenceNumber: 0) is { IsEmpty: false } deletes)
                throw Conflict($"rows of {file.FilePath}, which it replaces, have been deleted by {deletes.First.FilePath}");
        }
    }

    internal void RequireNothingNewIn(ConflictScope scope)
    {
        var filter = new FileFilter(scope.Filter ?? Expression.AlwaysTrue, change.Existing, change.Existing.CurrentSchema);
        var others = since.FindAll(step => step.Snapshot.Operation != SnapshotOperation.Replace && !change.AddedSnapshots.Contains(step.Snapshot.SnapshotId));
        if (scope.NewDataFiles && others.SelectMany(step => step.AddedDataFiles).FirstOrDefault(file => IsIn(file) && filter.MightMatch(file)) is { } data)
            throw Conflict($"the data file {data.FilePath} has been added to what it has read");
        if (scope.NewDeleteFiles && others.SelectMany(step => step.AddedDeleteFiles).FirstOrDefault(file => IsIn(file) && filter.MightMatchPartition(file)) is { } deletes)
            throw Conflict($"the delete file {deletes.FilePath} has been added to what it has read");

        bool IsIn(DataFile file) => scope.Partitions?.Contains(PartitionKey.Of(file)) != false;
    }

    /// <summary>Trying the same again is of no use, planning again is.</summary>
    private IcebergException Conflict(string sentence) => change.Invalid($"since it was planned, {sentence}; plan it again on the new head");
}
