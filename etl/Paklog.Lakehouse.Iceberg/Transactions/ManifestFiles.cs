using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.Iceberg.Transactions;

/// <summary>Writes manifests for a snapshot that is being made.</summary>
internal sealed class ManifestFiles(TableChange change, long snapshotId)
{
    private const long DefaultTargetSize = 8 * 1024 * 1024;
    private const long DefaultMinCountToMerge = 100;

    private readonly string prefix = change.Options.NextUuid().ToString();
    private int written;

    private TableMetadata Metadata => change.Existing;

    private long TargetSize => TableProperties.GetLong(Metadata.Properties, TableProperties.ManifestTargetSize, DefaultTargetSize);

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

    /// <summary>Packs small manifests of one spec together, in their order, once there are enough of them. What this snapshot wrote stays apart.</summary>
    internal async Task<List<ManifestFile>> MergeAsync(List<ManifestFile> manifests, CancellationToken cancellationToken)
    {
        var least = TableProperties.GetLong(Metadata.Properties, TableProperties.MinManifestsToMerge, DefaultMinCountToMerge);
        if (!TableProperties.GetBool(Metadata.Properties, TableProperties.ManifestMergeEnabled, otherwise: true))
            return manifests;
        var result = manifests.ToList();
        foreach (var group in manifests.Where(IsSmall).GroupBy(manifest => manifest.PartitionSpecId).Where(group => group.Count() >= least))
        {
            foreach (var bin in Pack(group).Where(bin => bin.Count > 1))
            {
                var merged = await MergeAsync(group.Key, bin, cancellationToken);
                result[result.IndexOf(bin[0])] = merged;
                result.RemoveAll(bin.Contains);
            }
        }

        return result;
    }

    private async Task<ManifestFile> MergeAsync(int specId, List<ManifestFile> bin, CancellationToken cancellationToken)
    {
        var writer = NewWriter(specId, bin[0].Content);
        foreach (var manifest in bin)
        {
            foreach (var entry in await change.Options.Manifests.ReadAsync(change.IO, manifest, Metadata, cancellationToken))
            {
                if (entry.IsLive)
                    writer.AddExisting(entry);
            }
        }

        return await FinishAsync(writer, cancellationToken);
    }

    private bool IsSmall(ManifestFile manifest) =>
        manifest.AddedSnapshotId != snapshotId
        && manifest.ManifestLength < TargetSize
        && !Metadata.GetSpec(manifest.PartitionSpecId).Fields.Any(field => field.Transform is UnknownTransform);

    private IEnumerable<List<ManifestFile>> Pack(IEnumerable<ManifestFile> manifests)
    {
        var bin = new List<ManifestFile>();
        foreach (var manifest in manifests)
        {
            if (bin.Count > 0 && bin.Sum(other => other.ManifestLength) + manifest.ManifestLength > TargetSize)
            {
                yield return bin;
                bin = [];
            }

            bin.Add(manifest);
        }

        yield return bin;
    }

    private ManifestWriter NewWriter(int specId, ManifestContent content) =>
        new(Metadata.CurrentSchema, Metadata.GetSpec(specId), content, snapshotId, Metadata.Schemas);

    private async Task<ManifestFile> FinishAsync(ManifestWriter writer, CancellationToken cancellationToken)
    {
        var location = Location.Combine(Metadata.Location, "metadata", $"{prefix}-m{written++}.avro");
        var (content, manifest) = writer.Finish(location);
        await change.WriteAsync(location, content, cancellationToken);
        return manifest;
    }
}
