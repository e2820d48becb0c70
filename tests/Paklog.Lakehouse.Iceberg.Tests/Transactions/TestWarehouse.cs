using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Transactions;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Tests.Transactions;

/// <summary>A table (id long, region string, ts timestamptz) partitioned by region, on real metadata files with made-up data files.</summary>
internal sealed class TestWarehouse : IDisposable
{
    internal static readonly TableIdentifier Orders = new("silver", "orders");

    internal static readonly Schema Schema = new SchemaBuilder()
        .Required("id", IcebergType.Long)
        .Optional("region", IcebergType.String)
        .Optional("ts", IcebergType.TimestampTz)
        .Build();

    internal static readonly PartitionSpec ByRegion = new PartitionSpecBuilder(Schema).Identity("region").Build();

    private readonly TemporaryFolder folder = new();

    internal TestWarehouse(int seed = 1)
    {
        Catalog = new MemoryCatalog(IO, Clock);
        Options = new TransactionOptions
        {
            IO = IO,
            Warehouse = folder.Location,
            Clock = Clock,
            Random = new Random(seed),
            Manifests = Cache,
            MaxAttempts = 60,
            FirstDelay = TimeSpan.FromMilliseconds(1),
            LongestDelay = TimeSpan.FromMilliseconds(5),
        };
    }

    internal static CancellationToken Cancel => TestContext.Current.CancellationToken;

    internal FixedClock Clock { get; } = new(1_700_000_000_000);

    internal CountingFiles IO { get; } = new();

    internal MemoryCatalog Catalog { get; }

    internal ManifestCache Cache { get; } = new();

    internal TransactionOptions Options { get; set; }

    internal Table Table => Catalog.LoadTableAsync(Orders, "main").Result!;

    internal TableMetadata Metadata => Table.Metadata;

    internal long Head => Metadata.CurrentSnapshotId!.Value;

    public void Dispose() => folder.Dispose();

    internal static DataFile Data(string name, string? region, long rows = 10, int specId = 0) => new()
    {
        FilePath = $"file:///w/orders/data/{name}.parquet",
        SpecId = specId,
        Partition = PartitionValues.Of(region),
        RecordCount = rows,
        FileSizeInBytes = rows * 100,
    };

    internal static DataFile PositionDeletes(string name, DataFile dataFile, long rows = 1) => new()
    {
        Content = FileContent.PositionDeletes,
        FilePath = $"file:///w/orders/data/{name}.parquet",
        SpecId = dataFile.SpecId,
        Partition = dataFile.Partition,
        RecordCount = rows,
        FileSizeInBytes = rows * 10,
        ReferencedDataFile = dataFile.FilePath,
    };

    internal static DataFile EqualityDeletes(string name, int specId, params object?[] partition) => new()
    {
        Content = FileContent.EqualityDeletes,
        FilePath = $"file:///w/orders/data/{name}.parquet",
        SpecId = specId,
        Partition = new PartitionValues(partition),
        RecordCount = 1,
        FileSizeInBytes = 10,
        EqualityIds = [1],
    };

    internal Transaction NewTransaction() => new(Catalog, "main", Options);

    internal Task<TransactionResult> CreateAsync(PartitionSpec? spec = null, params (string Key, string Value)[] properties)
    {
        var transaction = NewTransaction();
        transaction.Table(Orders).Create(Schema, spec ?? ByRegion, properties: properties.ToDictionary(property => property.Key, property => property.Value));
        return CommitAsync(transaction);
    }

    internal Task<TransactionResult> ApplyAsync(params TableAction[] actions) => ApplyToAsync(SnapshotRef.MainBranch, actions);

    internal Task<TransactionResult> ApplyToAsync(string branch, params TableAction[] actions)
    {
        var transaction = NewTransaction();
        foreach (var action in actions)
            transaction.Table(Orders, branch).Apply(action);
        return CommitAsync(transaction);
    }

    internal async Task<long> AppendAsync(params DataFile[] files) => (await ApplyAsync(new AppendFiles(files))).SnapshotIds[Orders];

    internal async Task<IcebergException> RefusedAsync(params TableAction[] actions) =>
        await Assert.ThrowsAsync<IcebergException>(() => ApplyAsync(actions));

    internal Task<TransactionResult> CommitAsync(Transaction transaction)
    {
        Clock.Milliseconds += 1000;
        return transaction.CommitAsync(new CommitInfo("tester", "a test"), Cancel);
    }

    internal async Task<IReadOnlyList<FileScanTask>> PlanAsync(TableScan? scan = null) => await (scan ?? Table.NewScan(Cache)).PlanFilesAsync(Cancel).ToListAsync(Cancel);

    internal async Task<IReadOnlyList<string>> LiveAsync(TableScan? scan = null) =>
        [.. (await PlanAsync(scan)).Select(task => Name(task.DataFile)).Order(StringComparer.Ordinal)];

    internal async Task<IReadOnlyList<ManifestFile>> ManifestsAsync(long? snapshotId = null)
    {
        await using var stream = await IO.OpenReadAsync(Metadata.GetSnapshot(snapshotId ?? Head).ManifestList!, Cancel);
        return ManifestList.Read(stream);
    }

    internal async Task<IReadOnlyList<ManifestEntry>> EntriesAsync(ManifestFile manifest)
    {
        using var reader = ManifestReader.Open(await IO.OpenReadAsync(manifest.ManifestPath, Cancel), manifest);
        return [.. reader.ReadEntries()];
    }

    /// <summary>A snapshot as another engine makes it: delete files of any content, put on the head of main.</summary>
    internal async Task AddForeignDeletesAsync(params DataFile[] deleteFiles)
    {
        var (metadata, id) = (Metadata, Options.Random.NextInt64(1, long.MaxValue));
        var manifests = (await ManifestsAsync()).ToList();
        foreach (var group in deleteFiles.GroupBy(file => file.SpecId))
        {
            var writer = new ManifestWriter(metadata.CurrentSchema, metadata.GetSpec(group.Key), ManifestContent.Deletes, id, metadata.Schemas);
            foreach (var file in group)
                writer.Add(file);
            var (content, manifest) = writer.Finish($"{metadata.Location}/metadata/foreign-{id}-{group.Key}.avro");
            await IO.WriteAsync(manifest.ManifestPath, content, Cancel);
            manifests.Add(manifest);
        }

        var number = metadata.LastSequenceNumber + 1;
        var list = $"{metadata.Location}/metadata/snap-foreign-{id}.avro";
        await IO.WriteAsync(list, ManifestList.Write(manifests, id, Head, number), Cancel);
        var snapshot = new Snapshot
        {
            SnapshotId = id,
            ParentSnapshotId = Head,
            SequenceNumber = number,
            TimestampMs = Clock.Milliseconds,
            ManifestList = list,
            Summary = new Dictionary<string, string> { ["operation"] = "delete" },
            SchemaId = metadata.CurrentSchemaId,
        };
        await Catalog.CommitAsync(
            "main",
            [new TableCommit(Orders, [], [new AddSnapshot(snapshot), new SetSnapshotRef("main", new SnapshotRef(id, SnapshotRefType.Branch))])],
            new CommitInfo("foreign", "deletes"),
            Cancel);
    }

    internal static string Name(DataFile file) => Path.GetFileNameWithoutExtension(file.FilePath);
}
