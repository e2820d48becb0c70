using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Scans;

namespace Paklog.Lakehouse.Iceberg.Transactions;

/// <summary>An action that adds a snapshot. One that changes no file adds none, unless it has snapshot properties to record.</summary>
public abstract class SnapshotAction : TableAction
{
    private protected SnapshotAction()
    {
    }

    /// <summary>Entries for the snapshot's summary. Names that Iceberg gives to counts are overwritten.</summary>
    public IReadOnlyDictionary<string, string>? SnapshotProperties { get; init; }

    private protected static void CheckAdded(TableChange change, IReadOnlyCollection<DataFile> files, bool deletes)
    {
        var paths = new HashSet<string>();
        foreach (var file in files)
        {
            if ((file.Content != FileContent.Data) != deletes)
                throw change.Invalid($"{file.FilePath} holds {file.Content} and was given as a {(deletes ? "delete" : "data")} file");
            if (!paths.Add(file.FilePath))
                throw change.Invalid($"{file.FilePath} is added twice");
            if (change.Existing.PartitionSpecs.All(spec => spec.SpecId != file.SpecId))
                throw change.Invalid($"{file.FilePath} has the partition spec {file.SpecId}, which the table does not have");
            if (file.Content == FileContent.EqualityDeletes)
                throw change.Invalid($"{file.FilePath} holds equality deletes, which are read here and never written");
        }
    }

    /// <summary>The operation of an action that both adds and removes rows.</summary>
    private protected static string OperationOf(SnapshotEffect effect) => effect switch
    {
        { RemovesData: false, AddsDeletes: false, RemovesDeletes: false } => SnapshotOperation.Append,
        { AddsData: false } => SnapshotOperation.Delete,
        _ => SnapshotOperation.Overwrite,
    };

    private protected static HashSet<PartitionKey> PartitionsOf(IEnumerable<DataFile> files) => files.Select(PartitionKey.Of).ToHashSet();
}
