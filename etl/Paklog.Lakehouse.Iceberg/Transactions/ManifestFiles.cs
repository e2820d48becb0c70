using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Transactions;

/// <summary>Writes manifests for a snapshot that is being made.</summary>
internal sealed class ManifestFiles(TableChange change, long snapshotId)
{
    private const long DefaultMinCountToMerge = 100;

    /// <summary>Entries take some ten times the bytes of their manifests in memory.</summary>
    private const long MostBytesAtOnce = 32 * 1024 * 1024;

    private static readonly Comparer<PartitionValues> PartitionOrder = Comparer<PartitionValues>.Create(Compare);

    private readonly string prefix = change.Options.NextUuid().ToString();
    private int written;

    private TableMetadata Metadata => change.Existing;

    private long TargetSize => TableProperties.GetLong(Metadata.Properties, TableProperties.ManifestTargetSize, TableProperties.DefaultManifestTargetSize);

    /// <summary>New files, one manifest or more for each partition spec among them.</summary>
    internal async Task<List<ManifestFile>> WriteAddedAsync(
        IReadOnlyList<DataFile> files, ManifestContent content, long? dataSequenceNumber, CancellationToken cancellationToken)
    {
        var result = new List<ManifestFile>();
        foreach (var group in files.GroupBy(file => file.SpecId))
        {
            var writer = NewWriter(group.Key, content);
            foreach (var file in group)
            {
                if (writer.Length >= TargetSize)
                {
                    result.Add(await FinishAsync(writer, cancellationToken));
                    writer = NewWriter(group.Key, content);
                }

                writer.Add(file, dataSequenceNumber);
            }

            result.Add(await FinishAsync(writer, cancellationToken));
        }

        return result;
    }

    /// <summary>Live entries of earlier snapshots; those taken away are recorded as deleted by this one.</summary>
    internal async Task<ManifestFile> WriteAsync(
        int specId, ManifestContent content, IEnumerable<(ManifestEntry Entry, bool IsTaken)> entries, CancellationToken cancellationToken)
    {
        var writer = NewWriter(specId, content);
        foreach (var (entry, isTaken) in entries)
        {
            if (isTaken)
                writer.AddDeleted(entry);
            else
                writer.AddExisting(entry);
        }

        return await FinishAsync(writer, cancellationToken);
    }

    /// <summary>
    /// Once there are enough small manifests of one spec, packs the oldest of them into one, in their order: neighbours in time are mostly neighbours in partition too.
    /// Only one a commit, so that no commit pays for many before it; the next goes on. What this snapshot wrote stays apart.
    /// </summary>
    internal async Task<List<ManifestFile>> MergeAsync(List<ManifestFile> manifests, CancellationToken cancellationToken)
    {
        var least = TableProperties.GetLong(Metadata.Properties, TableProperties.MinManifestsToMerge, DefaultMinCountToMerge);
        if (!TableProperties.GetBool(Metadata.Properties, TableProperties.ManifestMergeEnabled, otherwise: true))
            return manifests;
        var small = manifests.Where(IsSmall).GroupBy(manifest => manifest.PartitionSpecId).FirstOrDefault(group => group.Count() >= Math.Max(least, 2));
        if (small is null)
            return manifests;
        var oldest = Oldest(small);
        var merged = await MergeAsync(small.Key, oldest, cancellationToken);
        var paths = oldest.Select(manifest => manifest.ManifestPath).ToHashSet();
        return [.. manifests.Select(manifest => manifest == oldest[0] ? merged : manifest).Where(manifest => !paths.Contains(manifest.ManifestPath))];
    }

    /// <summary>
    /// All live entries again, of each spec sorted by partition. So many manifests at a time that their entries fit into memory; what the parts have in common stays in different manifests.
    /// </summary>
    internal async Task<List<ManifestFile>> RegroupAsync(List<ManifestFile> manifests, CancellationToken cancellationToken)
    {
        var result = manifests.FindAll(HasUnknownTransform);
        foreach (var spec in manifests.Where(manifest => manifest.HasLiveFiles && !HasUnknownTransform(manifest)).GroupBy(manifest => manifest.PartitionSpecId))
        {
            for (var rest = spec.ToList(); rest.Count > 0;)
            {
                var length = 0L;
                var part = rest.TakeWhile((manifest, index) => (length += manifest.ManifestLength) <= MostBytesAtOnce || index == 0).ToList();
                rest.RemoveRange(0, part.Count);
                result.AddRange(await RegroupAsync(spec.Key, part, cancellationToken));
            }
        }

        return result;
    }

    private async Task<List<ManifestFile>> RegroupAsync(int specId, List<ManifestFile> part, CancellationToken cancellationToken)
    {
        var live = new List<ManifestEntry>();
        await foreach (var entries in change.Options.Manifests.ReadAllAsync(change.Files, part, cancellationToken))
            live.AddRange(entries.Where(entry => entry.IsLive));
        var result = new List<ManifestFile>();
        var writer = NewWriter(specId, part[0].Content);
        foreach (var entry in live.OrderBy(entry => entry.DataFile.Partition, PartitionOrder))
        {
            if (writer.Length >= TargetSize)
            {
                result.Add(await FinishAsync(writer, cancellationToken));
                writer = NewWriter(specId, part[0].Content);
            }

            writer.AddExisting(entry);
        }

        result.Add(await FinishAsync(writer, cancellationToken));
        return result;
    }

    private bool HasUnknownTransform(ManifestFile manifest) => Metadata.GetSpec(manifest.PartitionSpecId).Fields.Any(field => field.Transform is UnknownTransform);

    private async Task<ManifestFile> MergeAsync(int specId, List<ManifestFile> bin, CancellationToken cancellationToken)
    {
        var writer = NewWriter(specId, bin[0].Content);
        await foreach (var entries in change.Options.Manifests.ReadAllAsync(change.Files, bin, cancellationToken))
        {
            foreach (var entry in entries)
            {
                if (entry.IsLive)
                    writer.AddExisting(entry);
            }
        }

        return await FinishAsync(writer, cancellationToken);
    }

    /// <summary>Two small ones fit into one, and one that was merged is not merged again and again.</summary>
    private bool IsSmall(ManifestFile manifest) =>
        manifest.AddedSnapshotId != snapshotId
        && manifest.ManifestLength < TargetSize / 2
        && !HasUnknownTransform(manifest);

    /// <summary>The last of the list, as many as fit into one manifest.</summary>
    private List<ManifestFile> Oldest(IEnumerable<ManifestFile> manifests)
    {
        var length = 0L;
        List<ManifestFile> oldest = [.. manifests.Reverse().TakeWhile(manifest => (length += manifest.ManifestLength) <= TargetSize)];
        oldest.Reverse();
        return oldest;
    }

    private ManifestWriter NewWriter(int specId, ManifestContent content) =>
        new(Metadata.CurrentSchema, Metadata.GetSpec(specId), content, snapshotId, Metadata.Schemas);

    /// <summary>Nulls first.</summary>
    private static int Compare(PartitionValues one, PartitionValues other)
    {
        foreach (var (left, right) in one.Zip(other))
        {
            var order = (left, right) switch
            {
                (null, null) => 0,
                (null, _) => -1,
                (_, null) => 1,
                _ => IcebergValue.Compare(left, right),
            };
            if (order != 0)
                return order;
        }

        return 0;
    }

    private async Task<ManifestFile> FinishAsync(ManifestWriter writer, CancellationToken cancellationToken)
    {
        var location = Location.Combine(Metadata.Location, "metadata", $"{prefix}-m{written++}.avro");
        var (content, manifest) = writer.Finish(location);
        await change.WriteAsync(location, content, cancellationToken);
        return manifest;
    }
}
