using System.Text;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Sorting;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Tests.Metadata;

public class TableMetadataBuilderTests
{
    [Fact]
    public void A_new_table_has_format_2_and_ids_counted_from_the_start()
    {
        var metadata = NewTable.Create();

        Assert.Equal((2, 0L, 1000L), (metadata.FormatVersion, metadata.LastSequenceNumber, metadata.LastUpdatedMs));
        Assert.Equal((0, 0, 0), (metadata.CurrentSchemaId, metadata.DefaultSpecId, metadata.DefaultSortOrderId));
        Assert.Equal((3, 1000), (metadata.LastColumnId, metadata.LastPartitionId));
        Assert.Empty(metadata.MetadataLog);
    }

    [Fact]
    public void Equal_schemas_specs_and_orders_are_used_again_and_others_get_the_next_id()
    {
        var wider = new Schema([.. NewTable.Schema.Fields, NestedField.Optional(4, "amount", IcebergType.Decimal(9, 2))], schemaId: 77);
        var byDay = new PartitionSpecBuilder(wider, 1000).Day("ts").Build(55);
        var sorted = new SortOrder(9, [new SortField(Transform.Identity, 1, SortDirection.Ascending, NullOrder.NullsFirst)]);
        var metadata = NewTable.Create(
            new AddSchema(wider), new SetCurrentSchema(-1), new AddPartitionSpec(byDay), new SetDefaultSpec(-1), new AddSortOrder(sorted), new SetDefaultSortOrder(-1));

        Assert.Equal((1, 1, 1), (metadata.CurrentSchemaId, metadata.DefaultSpecId, metadata.DefaultSortOrderId));
        Assert.Equal((4, 1001), (metadata.LastColumnId, metadata.LastPartitionId));

        var back = Apply(
            metadata,
            new AddSchema(NewTable.Schema), new SetCurrentSchema(-1), new AddPartitionSpec(NewTable.Spec.WithId(3)), new SetDefaultSpec(-1), new AddSortOrder(SortOrder.Unsorted), new SetDefaultSortOrder(-1));

        Assert.Equal((0, 0, 0), (back.CurrentSchemaId, back.DefaultSpecId, back.DefaultSortOrderId));
        Assert.Equal((2, 2, 2), (back.Schemas.Count, back.PartitionSpecs.Count, back.SortOrders.Count));
        Assert.Equal(4, back.LastColumnId);
    }

    [Fact]
    public void The_default_spec_must_not_lose_its_column()
    {
        var without = new Schema(NewTable.Schema.Fields.Where(field => field.Name != "region"));

        var error = Assert.Throws<IcebergException>(() => NewTable.Create(new AddSchema(without), new SetCurrentSchema(-1)));

        Assert.Equal(IcebergErrorKind.ValidationFailed, error.Kind);
        Assert.Contains("region", error.Message);
    }

    [Fact]
    public void A_partition_field_id_keeps_its_meaning()
    {
        var clash = new PartitionSpec(0, [new PartitionField(3, 1000, "ts_day", Transform.Day)]);

        Assert.Contains("1000", Assert.Throws<IcebergException>(() => NewTable.Create(new AddPartitionSpec(clash))).Message);
    }

    [Fact]
    public void The_snapshot_log_is_of_main_only_and_leaves_out_what_was_never_seen()
    {
        var one = Apply(NewTable.Create(), new AddSnapshot(NewTable.Snapshot(1, 1, 2000)), NewTable.SetMain(1));
        var other = Apply(one, new AddSnapshot(NewTable.Snapshot(2, 2, 3000, 1)), new SetSnapshotRef("audit", new SnapshotRef(2, SnapshotRefType.Branch)));
        var two = Apply(
            other,
            new AddSnapshot(NewTable.Snapshot(3, 3, 4000, 1)), NewTable.SetMain(3),
            new AddSnapshot(NewTable.Snapshot(4, 4, 4000, 3)), NewTable.SetMain(4));

        Assert.Equal([new(2000, 1), new(4000, 4)], two.SnapshotLog);
        Assert.Equal(4, two.LastSequenceNumber);
        Assert.Equal(4000, two.LastUpdatedMs);
        Assert.Equal(2, two.Refs["audit"].SnapshotId);
        Assert.Equal([4L, 3L, 1L], two.AncestorsOf(4).Select(snapshot => snapshot.SnapshotId));
    }

    [Fact]
    public void A_rollback_is_logged_at_the_time_it_happened()
    {
        var two = Apply(NewTable.Create(), new AddSnapshot(NewTable.Snapshot(1, 1, 2000)), NewTable.SetMain(1));
        two = Apply(two, new AddSnapshot(NewTable.Snapshot(2, 2, 3000, 1)), NewTable.SetMain(2));

        var back = TableMetadataBuilder.Apply(two, null, [NewTable.SetMain(1)], new FixedClock(5000));

        Assert.Equal([new(2000, 1), new(3000, 2), new(5000, 1)], back.SnapshotLog);
        Assert.Equal(1, back.GetSnapshotAsOf(DateTimeOffset.FromUnixTimeMilliseconds(5000)).SnapshotId);
        Assert.Equal(2, back.GetSnapshotAsOf(DateTimeOffset.FromUnixTimeMilliseconds(4999)).SnapshotId);
    }

    [Fact]
    public void A_clock_that_went_back_does_not_turn_the_log_back()
    {
        var one = Apply(NewTable.Create(), new AddSnapshot(NewTable.Snapshot(1, 1, 9000)), NewTable.SetMain(1));

        var later = TableMetadataBuilder.Apply(one, null, [new SetProperties(new Dictionary<string, string> { ["a"] = "b" })], new FixedClock(1));

        Assert.Equal(9000, later.LastUpdatedMs);
    }

    [Fact]
    public void A_sequence_number_that_was_taken_is_a_conflict()
    {
        var one = Apply(NewTable.Create(), new AddSnapshot(NewTable.Snapshot(1, 1, 2000)), NewTable.SetMain(1));

        var error = Assert.Throws<IcebergException>(() => Apply(one, new AddSnapshot(NewTable.Snapshot(2, 1, 3000, 1))));

        Assert.Equal(IcebergErrorKind.CommitConflict, error.Kind);
        Assert.True(error.Retryable);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public void Snapshot_ids_are_positive(long id) =>
        Assert.Contains("positive", Assert.Throws<IcebergException>(() => NewTable.Create(new AddSnapshot(NewTable.Snapshot(id, 1, 2000)))).Message);

    [Fact]
    public void Removing_snapshots_never_takes_the_head_of_a_reference_and_cuts_the_log_behind_the_gap()
    {
        var metadata = NewTable.Create();
        for (var id = 1; id <= 4; id++)
            metadata = Apply(metadata, new AddSnapshot(NewTable.Snapshot(id, id, 1000 + id, id == 1 ? null : id - 1)), NewTable.SetMain(id));
        metadata = Apply(metadata, new SetSnapshotRef("keep", new SnapshotRef(1, SnapshotRefType.Tag)));

        var removed = Apply(metadata, new RemoveSnapshots([2]));

        Assert.Equal([1L, 3L, 4L], removed.Snapshots.Select(snapshot => snapshot.SnapshotId));
        Assert.Equal([3L, 4L], removed.SnapshotLog.Select(entry => entry.SnapshotId));
        Assert.Contains("'keep'", Assert.Throws<IcebergException>(() => Apply(metadata, new RemoveSnapshots([1, 2]))).Message);
        Assert.Contains("'main'", Assert.Throws<IcebergException>(() => Apply(metadata, new RemoveSnapshots([4]))).Message);
    }

    [Fact]
    public void The_metadata_log_is_bounded_by_the_property()
    {
        var metadata = NewTable.Create(new SetProperties(new Dictionary<string, string> { [TableProperties.PreviousVersionsMax] = "2" }));
        for (var version = 0; version < 4; version++)
            metadata = TableMetadataBuilder.Apply(metadata, $"file:///w/t/metadata/0000{version}.metadata.json", [], new FixedClock(2000 + version));

        Assert.Equal(
            [new(2001, "file:///w/t/metadata/00002.metadata.json"), new MetadataLogEntry(2002, "file:///w/t/metadata/00003.metadata.json")],
            metadata.MetadataLog);
    }

    [Fact]
    public void References_keep_their_kind_and_point_at_snapshots_that_are_there()
    {
        var one = Apply(
            NewTable.Create(),
            new AddSnapshot(NewTable.Snapshot(1, 1, 2000)),
            NewTable.SetMain(1),
            new SetSnapshotRef("v1", new SnapshotRef(1, SnapshotRefType.Tag)));

        Assert.Throws<IcebergException>(() => Apply(one, new SetSnapshotRef("v1", new SnapshotRef(1, SnapshotRefType.Branch))));
        Assert.Throws<IcebergException>(() => Apply(one, new SetSnapshotRef("main", new SnapshotRef(1, SnapshotRefType.Tag))));
        Assert.Throws<IcebergException>(() => Apply(one, new SetSnapshotRef("x", new SnapshotRef(2, SnapshotRefType.Branch))));
    }

    [Fact]
    public void A_uuid_never_changes_and_formats_only_rise_as_far_as_they_are_known()
    {
        Assert.Throws<IcebergException>(() => Apply(NewTable.Create(), new AssignUuid(Guid.Empty)));
        Assert.Equal(IcebergErrorKind.Unsupported, Assert.Throws<IcebergException>(() => Apply(NewTable.Create(), new UpgradeFormatVersion(4))).Kind);
        Assert.Equal(IcebergErrorKind.ValidationFailed, Assert.Throws<IcebergException>(() => Apply(NewTable.Create(), new UpgradeFormatVersion(1))).Kind);
        Assert.Equal(3, Apply(NewTable.Create(), new UpgradeFormatVersion(3)).FormatVersion);
    }

    [Fact]
    public void Format_1_stays_and_knows_no_sequence_numbers()
    {
        var table = NewTable.Create(new UpgradeFormatVersion(1));
        var two = Apply(table, new AddSnapshot(NewTable.Snapshot(1, 0, 2000)), NewTable.SetMain(1), new AddSnapshot(NewTable.Snapshot(2, 0, 3000, 1)), NewTable.SetMain(2));

        Assert.Equal((1, 0L, 2L), (two.FormatVersion, two.LastSequenceNumber, two.CurrentSnapshotId));
    }

    [Fact]
    public void Format_3_gives_out_each_row_id_once()
    {
        var table = NewTable.Create(new UpgradeFormatVersion(3));
        var one = Apply(table, new AddSnapshot(NewTable.Snapshot(1, 1, 2000) with { FirstRowId = 0, AddedRows = 10 }));

        Assert.Equal(10, one.NextRowId);
        var stale = Assert.Throws<IcebergException>(() => Apply(one, new AddSnapshot(NewTable.Snapshot(2, 2, 3000, 1) with { FirstRowId = 5, AddedRows = 1 })));
        Assert.Equal((IcebergErrorKind.CommitConflict, true), (stale.Kind, stale.Retryable));
        Assert.Throws<IcebergException>(() => Apply(one, new AddSnapshot(NewTable.Snapshot(2, 2, 3000, 1))));
    }

    [Fact]
    public void What_came_with_format_3_needs_it()
    {
        var variant = Schema.FromJson("""{"type":"struct","fields":[{"id":1,"name":"v","required":false,"type":"variant"},{"id":2,"name":"region","required":false,"type":"string"}]}""");
        var filled = Schema.FromJson("""{"type":"struct","fields":[{"id":1,"name":"n","required":false,"type":"int","initial-default":1},{"id":2,"name":"region","required":false,"type":"string"}]}""");

        foreach (var schema in new[] { variant, filled })
        {
            var error = Assert.Throws<IcebergException>(() => Apply(NewTable.Create(), new AddSchema(schema)));
            Assert.Equal(IcebergErrorKind.ValidationFailed, error.Kind);
            Assert.Contains("not supported until v3", error.Message);
            Assert.Equal(2, Apply(NewTable.Create(), new UpgradeFormatVersion(3), new AddSchema(schema)).Schemas.Count);
        }
    }

    /// <summary>Others write defaults and types of format 3 into tables of format 2: what is there already refuses no commit, what is new does.</summary>
    [Theory]
    [InlineData("\"int\",\"initial-default\":1,\"write-default\":2", "\"int\",\"initial-default\":3,\"write-default\":2")]
    [InlineData("\"int\",\"write-default\":2", "\"int\",\"write-default\":3")]
    [InlineData("\"variant\"", "\"timestamp_ns\"")]
    public void What_a_table_of_others_has_of_format_3_refuses_no_commit(string there, string other)
    {
        static Schema Of(string type, string more = "") => Schema.FromJson($$"""{"type":"struct","fields":[{"id":1,"name":"n","required":false,"type":{{type}}},{"id":2,"name":"region","required":false,"type":"string"}{{more}}]}""");
        const string added = """,{"id":9,"name":"more","required":false,"type":"int"}""";
        var schema = Of(there);
        var made = Apply(NewTable.Create(new UpgradeFormatVersion(3)), new AddSchema(schema), new SetCurrentSchema(TableUpdate.LastAdded));
        var table = TableMetadataJson.Read(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(TableMetadataJson.Write(made)).Replace("\"format-version\":3", "\"format-version\":2", StringComparison.Ordinal)));
        Assert.Equal(2, table.FormatVersion);

        var changed = Apply(table, new SetProperties(new Dictionary<string, string> { ["a"] = "b" }), new AddSnapshot(NewTable.Snapshot(1, 1, 2000)));
        var grown = Apply(changed, new AddSchema(Of(there, added)), new SetCurrentSchema(TableUpdate.LastAdded));

        Assert.Equal((schema.Fields[0], schema.Fields[0]), (changed.CurrentSchema.Fields[0], grown.CurrentSchema.Fields[0]));
        Assert.Equal(3, grown.CurrentSchema.Fields.Count);
        Assert.Contains("not supported until v3", Assert.Throws<IcebergException>(() => Apply(changed, new AddSchema(Of(other)))).Message);
    }

    [Fact]
    public void Unused_schemas_and_specs_go_and_the_current_ones_stay()
    {
        var more = Schema.FromJson("""{"type":"struct","fields":[{"id":2,"name":"region","required":false,"type":"string"}]}""");
        var table = Apply(NewTable.Create(), new AddSchema(more), new AddPartitionSpec(PartitionSpec.Unpartitioned));

        var without = Apply(table, new RemoveSchemas([1]), new RemovePartitionSpecs([1]));

        Assert.Equal((0, 0), (Assert.Single(without.Schemas).SchemaId, Assert.Single(without.PartitionSpecs).SpecId));
        Assert.Throws<IcebergException>(() => Apply(table, new RemoveSchemas([0])));
        Assert.Throws<IcebergException>(() => Apply(table, new RemovePartitionSpecs([0])));
    }

    [Fact]
    public void A_snapshot_has_one_statistics_file()
    {
        var table = Apply(NewTable.Create(), Set(1, "a"), Set(2, "b"), Set(1, "c"));

        Assert.Equal(["b", "c"], table.Statistics.Select(file => file.GetProperty("statistics-path").GetString()));
        Assert.Equal("b", Assert.Single(Apply(table, new RemoveStatistics(1)).Statistics).GetProperty("statistics-path").GetString());

        static SetStatistics Set(long snapshot, string path) =>
            new(System.Text.Json.JsonSerializer.SerializeToElement(new Dictionary<string, object> { ["snapshot-id"] = snapshot, ["statistics-path"] = path }));
    }

    private static TableMetadata Apply(TableMetadata metadata, params TableUpdate[] updates) =>
        TableMetadataBuilder.Apply(metadata, null, updates, new FixedClock(metadata.LastUpdatedMs));
}
