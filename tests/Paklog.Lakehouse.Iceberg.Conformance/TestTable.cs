using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Sorting;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Conformance;

/// <summary>Commits to a table of one column.</summary>
public static class TestTable
{
    public static TableCommit Creation(TableIdentifier identifier, params TableUpdate[] more) => new(
        identifier,
        [new AssertCreate()],
        [
            new AddSchema(new Schema([NestedField.RequiredField(1, "id", PrimitiveType.Long)])),
            new SetCurrentSchema(TableUpdate.LastAdded),
            new AddPartitionSpec(PartitionSpec.Unpartitioned),
            new SetDefaultSpec(TableUpdate.LastAdded),
            new AddSortOrder(SortOrder.Unsorted),
            new SetDefaultSortOrder(TableUpdate.LastAdded),
            .. more,
        ]);

    public static TableCommit Set(TableIdentifier identifier, string key, string value, params TableRequirement[] requirements) =>
        new(identifier, requirements, [new SetProperties(new Dictionary<string, string> { [key] = value })]);

    /// <summary>A snapshot without files on branch main, which requires that main stands at the parent.</summary>
    public static TableCommit Snapshot(TableIdentifier identifier, TableMetadata metadata, long snapshotId) => new(
        identifier,
        [new AssertTableUuid(metadata.TableUuid), new AssertRefSnapshotId(SnapshotRef.MainBranch, metadata.CurrentSnapshotId)],
        [
            new AddSnapshot(new Snapshot
            {
                SnapshotId = snapshotId,
                ParentSnapshotId = metadata.CurrentSnapshotId,
                SequenceNumber = metadata.LastSequenceNumber + 1,
                TimestampMs = metadata.LastUpdatedMs,
                ManifestList = $"{metadata.Location}/metadata/snap-{snapshotId}.avro",
                Summary = new Dictionary<string, string> { ["operation"] = SnapshotOperation.Append },
                SchemaId = metadata.CurrentSchemaId,
            }),
            new SetSnapshotRef(SnapshotRef.MainBranch, new SnapshotRef(snapshotId, SnapshotRefType.Branch)),
        ]);
}
