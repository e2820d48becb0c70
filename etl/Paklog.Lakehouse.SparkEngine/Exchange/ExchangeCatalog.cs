using System.Globalization;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Sorting;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.SparkEngine.Exchange;

/// <summary>
/// Tables for Spark's eyes only, in the form of Iceberg's HadoopCatalog (a folder a table, its versions counted): a table that lists just the data files which a step is to read, or one that is empty
/// and takes what a step writes. Their metadata stand in a folder of the driver's own machine, since only the driver reads them; the data files are those of the lakehouse's tables, where these have them.
/// So Spark reads and writes any catalog's tables by its own Iceberg, and what it wrote becomes part of a table by the run's one commit.
/// </summary>
internal sealed class ExchangeCatalog(string folder, TimeProvider clock)
{
    private const string Namespace = "t";

    private const long SnapshotId = 1;

    /// <summary>Rows are of the first commit, equality deletes of a second: these take rows that are older than they are (spec, "Scan Planning").</summary>
    private const long RowSequence = 1;

    private const long DeleteSequence = 2;

    private int tables;

    /// <summary>The warehouse of the HadoopCatalog.</summary>
    public string Warehouse { get; } = Location.OfLocalPath(folder);

    /// <summary>Makes a table of some data files, with the deletes that apply to each; all files must have the same equality deletes.</summary>
    /// <param name="projection">What the files belong to; its name mapping and the partitions' values are what Spark takes for columns that the files lack.</param>
    /// <returns>Its name.</returns>
    public async Task<string> AddAsync(ColumnProjection projection, IReadOnlyList<FileScanTask> files, CancellationToken cancellationToken)
    {
        var name = NextName();
        var schema = projection.Schema;
        var partitions = new ExchangePartitions(projection);
        var manifests = new List<ManifestFile>();
        await AddManifestsAsync(schema, name, ManifestContent.Data, files.Select(file => Entry(partitions.Of(file.DataFile), RowSequence)), partitions, manifests, cancellationToken);

        // Position deletes stand in the partition of their rows; equality deletes in none apply to all.
        var deletes = files.SelectMany(file => file.PositionDeletes).DistinctBy(file => file.FilePath).Select(file => Entry(partitions.Of(file), RowSequence))
            .Concat(files[0].EqualityDeletes.Select(file => Entry(ExchangePartitions.Without(file), DeleteSequence)));
        await AddManifestsAsync(schema, name, ManifestContent.Deletes, deletes, partitions, manifests, cancellationToken);
        var list = Path.Combine(MetadataFolder(name), "list.avro");
        await File.WriteAllBytesAsync(list, ManifestList.Write(manifests, SnapshotId, null, DeleteSequence), cancellationToken);
        var snapshot = new Snapshot
        {
            SnapshotId = SnapshotId,
            SequenceNumber = DeleteSequence,
            TimestampMs = clock.GetUtcNow().ToUnixTimeMilliseconds(),
            ManifestList = Location.OfLocalPath(list),
            Summary = new Dictionary<string, string> { ["operation"] = SnapshotOperation.Append },
            SchemaId = schema.SchemaId,
        };
        var properties = projection.Table?.Metadata.Properties.Where(property => property.Key == TableProperties.NameMapping).ToDictionary() ?? [];
        await WriteAsync(name, schema, partitions.Specs, PartitionSpec.Unpartitioned, properties, snapshot, cancellationToken);
        return name;
    }

    /// <summary>Makes an empty table to write into.</summary>
    /// <returns>Its name.</returns>
    public async Task<string> CreateAsync(Schema schema, PartitionSpec spec, IReadOnlyDictionary<string, string> properties, CancellationToken cancellationToken)
    {
        var name = NextName();
        await WriteAsync(name, schema, [spec], spec, properties, null, cancellationToken);
        return name;
    }

    /// <summary>The data files that were written into a table.</summary>
    public async Task<IReadOnlyList<DataFile>> FilesOfAsync(string name, CancellationToken cancellationToken)
    {
        var version = (await File.ReadAllTextAsync(Path.Combine(MetadataFolder(name), "version-hint.text"), cancellationToken)).Trim();
        var metadata = TableMetadataJson.Read(await File.ReadAllBytesAsync(Path.Combine(MetadataFolder(name), $"v{version}.metadata.json"), cancellationToken));
        if (metadata.CurrentSnapshot is not { ManifestList: { } list })
            return [];
        var files = new List<DataFile>();
        foreach (var manifest in ManifestList.Read(File.OpenRead(Location.ToLocalPath(list))))
        {
            using var reader = ManifestReader.Open(File.OpenRead(Location.ToLocalPath(manifest.ManifestPath)), manifest, metadata.GetSpec(manifest.PartitionSpecId), metadata.CurrentSchema);
            files.AddRange(reader.ReadEntries().Where(entry => entry.IsLive).Select(entry => entry.DataFile));
        }

        return files;
    }

    /// <summary>Forgets a table; its data files stay.</summary>
    public void Remove(string name) => Directory.Delete(TableFolder(name), recursive: true);

    /// <summary>The table's name behind that of the catalog.</summary>
    public static string PathOf(string name) => $"{Namespace}.{name}";

    private static ManifestEntry Entry(DataFile file, long sequence) => new(EntryStatus.Existing, SnapshotId, sequence, sequence, file with { SortOrderId = null });

    /// <summary>A manifest for each spec.</summary>
    private async Task AddManifestsAsync(
        Schema schema, string name, ManifestContent content, IEnumerable<ManifestEntry> entries, ExchangePartitions partitions, List<ManifestFile> manifests, CancellationToken cancellationToken)
    {
        foreach (var group in entries.GroupBy(entry => entry.DataFile.SpecId))
        {
            var writer = new ManifestWriter(schema, partitions.Specs.First(spec => spec.SpecId == group.Key), content, SnapshotId);
            foreach (var entry in group)
                writer.AddExisting(entry);
            Directory.CreateDirectory(MetadataFolder(name));
            var path = Path.Combine(MetadataFolder(name), $"{manifests.Count}.avro");
            var (bytes, manifest) = writer.Finish(Location.OfLocalPath(path));
            await File.WriteAllBytesAsync(path, bytes, cancellationToken);
            manifests.Add(manifest);
        }
    }

    private async Task WriteAsync(string name, Schema schema, IReadOnlyList<PartitionSpec> specs, PartitionSpec spec, IReadOnlyDictionary<string, string> properties, Snapshot? snapshot, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var metadata = new TableMetadata
        {
            FormatVersion = TableMetadata.SupportedFormatVersion,
            TableUuid = Guid.NewGuid(),
            Location = Location.OfLocalPath(TableFolder(name)),
            LastSequenceNumber = snapshot?.SequenceNumber ?? 0,
            LastUpdatedMs = now,
            LastColumnId = schema.FieldIds.DefaultIfEmpty(0).Max(),
            Schemas = [schema],
            CurrentSchemaId = schema.SchemaId,
            PartitionSpecs = specs,
            DefaultSpecId = spec.SpecId,
            LastPartitionId = specs.Max(one => one.HighestFieldId),
            SortOrders = [SortOrder.Unsorted],
            DefaultSortOrderId = SortOrder.Unsorted.OrderId,
            Properties = properties,
            Snapshots = snapshot is null ? [] : [snapshot],
            SnapshotLog = snapshot is null ? [] : [new SnapshotLogEntry(now, SnapshotId)],
            MetadataLog = [],
            Refs = snapshot is null ? new Dictionary<string, SnapshotRef>() : new Dictionary<string, SnapshotRef> { [SnapshotRef.MainBranch] = new(SnapshotId, SnapshotRefType.Branch) },
        };
        Directory.CreateDirectory(MetadataFolder(name));
        await File.WriteAllBytesAsync(Path.Combine(MetadataFolder(name), "v1.metadata.json"), TableMetadataJson.Write(metadata), cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(MetadataFolder(name), "version-hint.text"), "1", cancellationToken);
    }

    private string NextName() => "x" + (++tables).ToString(CultureInfo.InvariantCulture);

    private string TableFolder(string name) => Path.Combine(folder, Namespace, name);

    private string MetadataFolder(string name) => Path.Combine(TableFolder(name), "metadata");
}
