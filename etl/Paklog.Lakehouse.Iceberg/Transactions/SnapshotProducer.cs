using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.Iceberg.Transactions;

/// <summary>Writes the manifests and the manifest list of one snapshot and adds it to the table's branch.</summary>
internal sealed class SnapshotProducer
{
    private readonly TableChange change;
    private readonly SnapshotPlan plan;
    private readonly TableMetadata metadata;
    private readonly Snapshot? parent;
    private readonly long snapshotId;
    private readonly SnapshotSummaryBuilder summary = new();
    private readonly ManifestFiles manifests;

    private SnapshotProducer(TableChange change, SnapshotPlan plan)
    {
        this.change = change;
        this.plan = plan;
        metadata = change.Existing;
        parent = change.Head;
        snapshotId = NewSnapshotId();
        manifests = new ManifestFiles(change, snapshotId);
    }

    internal static Task ProduceAsync(TableChange change, SnapshotPlan plan, CancellationToken cancellationToken) =>
        new SnapshotProducer(change, plan).ProduceAsync(cancellationToken);

    private async Task ProduceAsync(CancellationToken cancellationToken)
    {
        var before = await SnapshotManifests.ReadAsync(change.Options.Manifests, change.Files, parent, cancellationToken);
        var removedData = new List<DataFile>();
        var data = await RemoveAsync([.. Of(ManifestContent.Data)], plan.RemovedDataFiles, removedData, cancellationToken);
        var removedDeletes = new List<DataFile>();
        var deletes = await RemoveAsync([.. Of(ManifestContent.Deletes)], DeleteRemoval(removedData), removedDeletes, cancellationToken);
        var effect = new SnapshotEffect(plan.AddedDataFiles.Count > 0, plan.AddedDeleteFiles.Count > 0, removedData.Count > 0, removedDeletes.Count > 0);
        if (effect.IsEmpty && plan is { RewriteManifests: false, Properties: not { Count: > 0 } })
            return;
        if (plan.RewriteManifests)
        {
            data = await manifests.RegroupAsync(data, cancellationToken);
            deletes = await manifests.RegroupAsync(deletes, cancellationToken);
        }
        else if (plan.MergeManifests)
        {
            data = await manifests.MergeAsync(data, cancellationToken);
            deletes = await manifests.MergeAsync(deletes, cancellationToken);
        }

        var addedData = await manifests.WriteAddedAsync(plan.AddedDataFiles, ManifestContent.Data, plan.DataSequenceNumber, cancellationToken);
        var addedDeletes = await manifests.WriteAddedAsync(plan.AddedDeleteFiles, ManifestContent.Deletes, dataSequenceNumber: null, cancellationToken);
        foreach (var file in plan.AddedDataFiles.Concat(plan.AddedDeleteFiles))
            summary.Added(file);
        foreach (var file in removedData.Concat(removedDeletes))
            summary.Removed(file);
        await AddSnapshotAsync([.. addedData, .. data, .. addedDeletes, .. deletes], before.Count, plan.Operation(effect), cancellationToken);

        IEnumerable<ManifestFile> Of(ManifestContent content) => before.Where(manifest => manifest.Content == content);
    }

    private FileRemoval? DeleteRemoval(List<DataFile> removedData)
    {
        var dangling = removedData.Count > 0 ? FileRemoval.OfDeletesFor(metadata, removedData) : null;
        return plan.RemovedDeleteFiles is { } planned && dangling is not null ? FileRemoval.Either(planned, dangling) : plan.RemovedDeleteFiles ?? dangling;
    }

    /// <summary>Takes files out of manifests. Manifests that hold none of them stay as they are.</summary>
    private async Task<List<ManifestFile>> RemoveAsync(
        List<ManifestFile> before, FileRemoval? removal, List<DataFile> removed, CancellationToken cancellationToken)
    {
        // A manifest without live files tells of an earlier snapshot only; appends carry it along, since they rewrite nothing.
        if (plan.MergeManifests)
            before.RemoveAll(manifest => !manifest.HasLiveFiles);
        if (removal is null)
            return before;
        var after = new List<ManifestFile>();
        foreach (var manifest in before)
        {
            if (!manifest.HasLiveFiles || !removal.MayBeIn(manifest))
            {
                after.Add(manifest);
                continue;
            }

            var entries = (await change.Options.Manifests.ReadAsync(change.Files, manifest, cancellationToken))
                .Where(entry => entry.IsLive)
                .Select(entry => (Entry: entry, IsTaken: removal.Takes(entry.DataFile)))
                .ToList();
            var taken = entries.Where(entry => entry.IsTaken).Select(entry => entry.Entry.DataFile).ToList();
            removed.AddRange(taken);
            after.Add(taken.Count == 0 ? manifest : await manifests.WriteAsync(manifest.PartitionSpecId, manifest.Content, entries, cancellationToken));
        }

        if (removal.Missing(removed.Select(file => file.FilePath).ToHashSet()) is { } sentence)
            throw change.Invalid(sentence);
        return after;
    }

    private async Task AddSnapshotAsync(List<ManifestFile> list, int countBefore, string operation, CancellationToken cancellationToken)
    {
        var sequenceNumber = metadata.LastSequenceNumber + 1;
        for (var i = 0; i < list.Count; i++)
            list[i] = await ManifestCounts.CountedAsync(change.Options.Manifests, change.Files, list[i], cancellationToken);
        var location = Location.Combine(metadata.Location, "metadata", $"snap-{snapshotId}-1-{change.Options.NextUuid()}.avro");
        await change.WriteAsync(location, ManifestList.Write(list, snapshotId, parent?.SnapshotId, sequenceNumber), cancellationToken);
        var counts = new Dictionary<string, string>(summary.Build(operation, plan.Properties, parent));
        var kept = list.Count(manifest => manifest.AddedSnapshotId != snapshotId);
        counts[SnapshotSummaryKeys.ManifestsCreated] = $"{list.Count - kept}";
        counts[SnapshotSummaryKeys.ManifestsKept] = $"{kept}";
        counts[SnapshotSummaryKeys.ManifestsReplaced] = $"{countBefore - kept}";
        var snapshot = new Snapshot
        {
            SnapshotId = snapshotId,
            ParentSnapshotId = parent?.SnapshotId,
            SequenceNumber = sequenceNumber,
            TimestampMs = Math.Max(change.Options.Clock.GetUtcNow().ToUnixTimeMilliseconds(), metadata.LastUpdatedMs),
            ManifestList = location,
            Summary = counts,
            SchemaId = metadata.CurrentSchemaId,
        };
        change.RequireSameRef(change.Branch);
        var known = metadata.Refs.GetValueOrDefault(change.Branch);
        var reference = known is null ? new SnapshotRef(snapshotId, SnapshotRefType.Branch) : known with { SnapshotId = snapshotId };
        if (reference.Type != SnapshotRefType.Branch)
            throw change.Invalid($"'{change.Branch}' is a tag, and snapshots can be added to branches only");
        change.Update(new AddSnapshot(snapshot), new SetSnapshotRef(change.Branch, reference));
        change.AddedSnapshots.Add(snapshotId);
    }

    private long NewSnapshotId()
    {
        long id;
        do
        {
            id = change.Options.NextSnapshotId();
        }
        while (metadata.FindSnapshot(id) is not null);

        return id;
    }
}
