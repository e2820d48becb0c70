using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Sorting;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Tests.Metadata;

/// <summary>A table with the columns id, region and ts, partitioned by region, and snapshots made up for it.</summary>
internal static class NewTable
{
    internal static readonly Schema Schema = new SchemaBuilder()
        .Required("id", IcebergType.Long)
        .Optional("region", IcebergType.String)
        .Optional("ts", IcebergType.TimestampTz)
        .Build();

    internal static readonly PartitionSpec Spec = new PartitionSpecBuilder(Schema).Identity("region").Build();

    internal static TableMetadata Create(params TableUpdate[] more) => TableMetadataBuilder.Apply(
        null,
        null,
        [
            new AssignUuid(new Guid("11111111-2222-4333-8444-555555555555")),
            new SetLocation("file:///w/t"),
            new AddSchema(Schema),
            new SetCurrentSchema(TableUpdate.LastAdded),
            new AddPartitionSpec(Spec),
            new SetDefaultSpec(TableUpdate.LastAdded),
            new AddSortOrder(SortOrder.Unsorted),
            new SetDefaultSortOrder(TableUpdate.LastAdded),
            .. more,
        ],
        new FixedClock(1000));

    internal static Snapshot Snapshot(long id, long sequenceNumber, long timestampMs, long? parent = null) => new()
    {
        SnapshotId = id,
        ParentSnapshotId = parent,
        SequenceNumber = sequenceNumber,
        TimestampMs = timestampMs,
        ManifestList = $"file:///w/t/metadata/snap-{id}.avro",
        Summary = new Dictionary<string, string> { ["operation"] = SnapshotOperation.Append },
        SchemaId = 0,
    };

    internal static SetSnapshotRef SetMain(long id) => new(SnapshotRef.MainBranch, new SnapshotRef(id, SnapshotRefType.Branch));
}
