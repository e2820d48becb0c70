using Paklog.Lakehouse.Iceberg.Metadata;

namespace Paklog.Lakehouse.Iceberg.Tests.Metadata;

public class TableRequirementTests
{
    public static TheoryData<TableRequirement> Fulfilled =>
    [
        new AssertTableUuid(new Guid("9c12d441-03fe-4693-9a96-a0705ddf69c1")),
        new AssertRefSnapshotId("main", MetadataFixtures.Second),
        new AssertRefSnapshotId("absent", null),
        new AssertLastAssignedFieldId(3),
        new AssertCurrentSchemaId(1),
        new AssertLastAssignedPartitionId(1000),
        new AssertDefaultSpecId(0),
        new AssertDefaultSortOrderId(3),
    ];

    public static TheoryData<TableRequirement> Failed =>
    [
        new AssertCreate(),
        new AssertTableUuid(Guid.Empty),
        new AssertRefSnapshotId("main", MetadataFixtures.First),
        new AssertRefSnapshotId("main", null),
        new AssertRefSnapshotId("absent", 1),
        new AssertLastAssignedFieldId(4),
        new AssertCurrentSchemaId(0),
        new AssertLastAssignedPartitionId(1001),
        new AssertDefaultSpecId(1),
        new AssertDefaultSortOrderId(0),
    ];

    [Theory]
    [MemberData(nameof(Fulfilled))]
    public void What_holds_passes_on_a_table_and_fails_without_one(TableRequirement requirement)
    {
        TableRequirement.Check([requirement], MetadataFixtures.Read(MetadataFixtures.V2), "a.b");

        Assert.Equal(IcebergErrorKind.CommitConflict, Assert.Throws<IcebergException>(() => TableRequirement.Check([requirement], null, "a.b")).Kind);
    }

    [Theory]
    [MemberData(nameof(Failed))]
    public void What_does_not_hold_is_a_retryable_conflict_that_names_the_table(TableRequirement requirement)
    {
        var error = Assert.Throws<IcebergException>(() => TableRequirement.Check([requirement], MetadataFixtures.Read(MetadataFixtures.V2), "silver.orders"));

        Assert.Equal((IcebergErrorKind.CommitConflict, true), (error.Kind, error.Retryable));
        Assert.Contains("silver.orders", error.Message);
    }

    [Fact]
    public void A_table_is_created_only_where_there_is_none() => TableRequirement.Check([new AssertCreate()], null, "a.b");
}
