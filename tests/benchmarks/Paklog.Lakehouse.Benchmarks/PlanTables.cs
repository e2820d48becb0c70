using System.Globalization;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Iceberg.Transactions;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Benchmarks;

/// <summary>Tables of much metadata and no data: twelve columns, partitioned by day, statistics of every column in every file.</summary>
internal static class PlanTables
{
    internal const string Many = "many";
    internal const int Days = 1000;

    private const int FilesADay = 100;
    private const int TableCount = 1000;
    private const int SnapshotCount = 10_000;
    private const string Day = "at";

    internal static readonly TableIdentifier OneOfMany = new(Many, "t0500");
    internal static readonly TableIdentifier Files = new("bench", "files");
    internal static readonly TableIdentifier Snapshots = new("bench", "snapshots");

    private static readonly DateTimeOffset FirstDay = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Schema Schema = NewSchema();
    private static readonly PartitionSpec ByDay = new PartitionSpecBuilder(Schema).Day(Day).Build();

    internal static Expression OnDay(int day) =>
        Expression.GreaterThanOrEqual(Day, Micros(day)).And(Expression.LessThan(Day, Micros(day + 1)));

    internal static DataFile NewFile(int day) => File(day, Guid.NewGuid().ToString());

    internal static async Task BuildAsync(PlanSession session)
    {
        var many = session.NewTransaction(ICatalog.MainBranch);
        for (var i = 0; i < TableCount; i++)
            many.Table(new TableIdentifier(Many, string.Create(CultureInfo.InvariantCulture, $"t{i:D4}"))).Create(Schema, ByDay).Append([NewFile(i), NewFile(i)]);
        await CommitAsync(many);

        // A small target splits one commit into a manifest for each Avro block, some 130 files.
        var target = new Dictionary<string, string> { [TableProperties.ManifestTargetSize] = "8192" };
        var files = session.NewTransaction(ICatalog.MainBranch);
        files.Table(Files).Create(Schema, ByDay, properties: target)
            .Append([.. from day in Enumerable.Range(0, Days) from i in Enumerable.Range(0, FilesADay) select NewFile(day)])
            .UpdateProperties(new Dictionary<string, string>(), TableProperties.ManifestTargetSize);
        await CommitAsync(files);
        for (var i = 0; i < 10; i++)
        {
            var more = session.NewTransaction(ICatalog.MainBranch);
            more.Table(Files).Apply(new AppendFiles([NewFile(i)]) { Fast = true });
            await CommitAsync(more);
        }

        await BuildSnapshotsAsync(session);
    }

    /// <summary>A history as 10,000 commits leave it; only the newest snapshot's files are there.</summary>
    private static async Task BuildSnapshotsAsync(PlanSession session)
    {
        var first = session.NewTransaction(ICatalog.MainBranch);
        first.Table(Snapshots).Create(Schema, ByDay).Append([.. Enumerable.Range(0, Days).Select(NewFile)]);
        await CommitAsync(first);
        var table = await session.LoadAsync(Snapshots);
        var (metadata, newest) = (table.Metadata, table.Metadata.CurrentSnapshot!);
        List<Snapshot> history = [];
        for (var i = 1; i <= SnapshotCount; i++)
        {
            var id = i == SnapshotCount ? newest.SnapshotId : Random.Shared.NextInt64(1, long.MaxValue);
            history.Add(newest with
            {
                SnapshotId = id,
                ParentSnapshotId = history.LastOrDefault()?.SnapshotId,
                SequenceNumber = i,
                TimestampMs = newest.TimestampMs - SnapshotCount + i,
                ManifestList = i == SnapshotCount ? newest.ManifestList : $"{metadata.Location}/metadata/snap-{id}-1-{Guid.NewGuid()}.avro",
            });
        }

        var location = $"{metadata.Location}/metadata/10000-{Guid.NewGuid()}.metadata.json";
        await new LocalFileIO().WriteAsync(location, TableMetadataJson.Write(new TableMetadata
        {
            FormatVersion = metadata.FormatVersion,
            TableUuid = metadata.TableUuid,
            Location = metadata.Location,
            LastSequenceNumber = SnapshotCount,
            LastUpdatedMs = metadata.LastUpdatedMs,
            LastColumnId = metadata.LastColumnId,
            Schemas = metadata.Schemas,
            CurrentSchemaId = metadata.CurrentSchemaId,
            PartitionSpecs = metadata.PartitionSpecs,
            DefaultSpecId = metadata.DefaultSpecId,
            LastPartitionId = metadata.LastPartitionId,
            SortOrders = metadata.SortOrders,
            DefaultSortOrderId = metadata.DefaultSortOrderId,
            Properties = metadata.Properties,
            Snapshots = history,
            SnapshotLog = [.. history.Select(snapshot => new SnapshotLogEntry(snapshot.TimestampMs, snapshot.SnapshotId))],
            MetadataLog = [],
            Refs = metadata.Refs,
        }));
        await session.Catalog.DropTableAsync(ICatalog.MainBranch, Snapshots, new CommitInfo("bench", "make way"));
        await session.Catalog.RegisterTableAsync(ICatalog.MainBranch, Snapshots, location, new CommitInfo("bench", "register"));
    }

    private static Task CommitAsync(Transaction transaction) => transaction.CommitAsync(new CommitInfo("bench", "build"));

    private static Schema NewSchema()
    {
        var builder = new SchemaBuilder().Required("id", IcebergType.Long).Required(Day, IcebergType.TimestampTz);
        for (var i = 0; i < 4; i++)
            builder.Optional($"number_{i}", IcebergType.Long).Optional($"text_{i}", IcebergType.String);
        return builder.Optional("price", IcebergType.Decimal(18, 2)).Optional("flag", IcebergType.Boolean).Build();
    }

    private static DataFile File(int day, string name)
    {
        var (lower, upper) = (new Dictionary<int, byte[]>(), new Dictionary<int, byte[]>());
        foreach (var field in Schema.Fields)
        {
            var type = (PrimitiveType)field.Type;
            (lower[field.Id], upper[field.Id]) = type.TypeId switch
            {
                TypeId.TimestampTz => (Bytes(Micros(day), type), Bytes(Micros(day + 1) - 1, type)),
                TypeId.Long => (Bytes(Random.Shared.NextInt64(1_000_000), type), Bytes(Random.Shared.NextInt64(1_000_000, 2_000_000), type)),
                TypeId.String => (Bytes($"aa{Random.Shared.Next():x8}", type), Bytes($"zz{Random.Shared.Next():x8}", type)),
                TypeId.Boolean => (Bytes(false, type), Bytes(true, type)),
                _ => ([1], [127]),
            };
        }

        return new DataFile
        {
            FilePath = $"file:///bench/files/data/at_day={day}/{name}.parquet",
            Partition = PartitionValues.Of((int)(FirstDay.AddDays(day) - DateTimeOffset.UnixEpoch).TotalDays),
            RecordCount = 10_000,
            FileSizeInBytes = 1_000_000 + Random.Shared.Next(1000),
            ColumnSizes = Schema.Fields.ToDictionary(field => field.Id, _ => Random.Shared.NextInt64(1000, 100_000)),
            ValueCounts = Schema.Fields.ToDictionary(field => field.Id, _ => 10_000L),
            NullValueCounts = Schema.Fields.ToDictionary(field => field.Id, _ => Random.Shared.NextInt64(100)),
            LowerBounds = lower,
            UpperBounds = upper,
        };
    }

    private static byte[] Bytes(object value, PrimitiveType type) => SingleValue.ToBytes(value, type);

    private static long Micros(int day) => FirstDay.AddDays(day).ToUnixTimeMilliseconds() * 1000;
}
