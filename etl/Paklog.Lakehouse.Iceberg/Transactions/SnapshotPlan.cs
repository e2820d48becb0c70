using Paklog.Lakehouse.Iceberg.Manifests;

namespace Paklog.Lakehouse.Iceberg.Transactions;

/// <summary>What a snapshot is to contain, as an action has worked it out for the table as it stands.</summary>
internal sealed record SnapshotPlan
{
    internal IReadOnlyList<DataFile> AddedDataFiles { get; init; } = [];

    internal IReadOnlyList<DataFile> AddedDeleteFiles { get; init; } = [];

    internal FileRemoval? RemovedDataFiles { get; init; }

    internal FileRemoval? RemovedDeleteFiles { get; init; }

    /// <summary>Given when the rows of the added data files are older than the snapshot: deletes that came since must still apply to them.</summary>
    internal long? DataSequenceNumber { get; init; }

    /// <summary>The operation, decided when it is known which files were taken away.</summary>
    internal required Func<SnapshotEffect, string> Operation { get; init; }

    /// <summary>The writer's own entries of the summary. With them a snapshot is made even if no file changes.</summary>
    internal IReadOnlyDictionary<string, string>? Properties { get; init; }

    /// <summary>True writes all manifests again, sorted by partition; a snapshot is made even if no file changes.</summary>
    internal bool RewriteManifests { get; init; }

    /// <summary>False for the quickest commit, which rewrites no manifest.</summary>
    internal bool MergeManifests { get; init; } = true;
}
