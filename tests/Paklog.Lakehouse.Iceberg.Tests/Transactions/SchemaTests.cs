using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Transactions;
using Paklog.Lakehouse.Iceberg.Types;
using static Paklog.Lakehouse.Iceberg.Tests.Transactions.TestWarehouse;

namespace Paklog.Lakehouse.Iceberg.Tests.Transactions;

public sealed class SchemaTests : IDisposable
{
    private readonly TestWarehouse warehouse = new();

    public void Dispose() => warehouse.Dispose();

    [Fact]
    public async Task Columns_are_added_renamed_promoted_moved_and_dropped_by_id()
    {
        await warehouse.CreateAsync();
        await warehouse.ApplyAsync(new UpdateSchema()
            .AddColumn("amount", IcebergType.Decimal(9, 2), doc: "gross")
            .AddColumn("quantity", IcebergType.Int)
            .AddColumn("weight", IcebergType.Float));

        await warehouse.ApplyAsync(new UpdateSchema()
            .RenameColumn("amount", "total")
            .PromoteColumn("total", IcebergType.Decimal(18, 2))
            .PromoteColumn("quantity", IcebergType.Long)
            .PromoteColumn("weight", IcebergType.Double)
            .MakeOptional("id")
            .MoveFirst("ts")
            .MoveAfter("weight", "ts")
            .MoveBefore("total", "id")
            .DropColumn("quantity"));

        Assert.Equal(
            ["3: ts: optional timestamptz", "6: weight: optional double", $"4: total: optional {IcebergType.Decimal(18, 2)}", "1: id: optional long", "2: region: optional string"],
            warehouse.Metadata.CurrentSchema.Fields.Select(field => field.ToString()));
        Assert.Equal("gross", warehouse.Metadata.CurrentSchema.GetField("total").Doc);
        Assert.Equal((2, 6, 3), (warehouse.Metadata.CurrentSchemaId, warehouse.Metadata.LastColumnId, warehouse.Metadata.Schemas.Count));
    }

    [Fact]
    public async Task A_dropped_columns_id_is_never_used_again_even_for_the_same_name()
    {
        await warehouse.CreateAsync();
        await warehouse.ApplyAsync(new UpdateSchema().AddColumn("note", IcebergType.String));

        await warehouse.ApplyAsync(new UpdateSchema().DropColumn("note").AddColumn("note", IcebergType.String));

        Assert.Equal(5, warehouse.Metadata.CurrentSchema.GetField("note").Id);
    }

    [Fact]
    public async Task Nested_fields_change_like_columns()
    {
        await warehouse.CreateAsync();
        var item = new StructType(NestedField.Optional(0, "sku", IcebergType.String), NestedField.Optional(0, "qty", IcebergType.Int));
        await warehouse.ApplyAsync(new UpdateSchema()
            .AddColumn("items", ListType.Of(item))
            .AddColumn("tags", MapType.Of(IcebergType.String, IcebergType.Int)));

        await warehouse.ApplyAsync(new UpdateSchema()
            .AddColumn("price", IcebergType.Decimal(9, 2), parent: "items.element")
            .RenameColumn("items.element.sku", "code")
            .PromoteColumn("items.element.qty", IcebergType.Long)
            .MoveFirst("items.element.price")
            .PromoteColumn("tags.value", IcebergType.Long));

        var schema = warehouse.Metadata.CurrentSchema;
        Assert.Equal(
            $"list<struct<11: price: optional {IcebergType.Decimal(9, 2)}, 6: code: optional string, 7: qty: optional long>>",
            schema.GetField("items").Type.ToString());
        Assert.Equal((8, 9, 10), (schema.GetField("tags").Id, schema.GetField("tags.key").Id, schema.GetField("tags.value").Id));
        Assert.Equal(IcebergType.Long, schema.GetField("tags.value").Type);
    }

    public static TheoryData<string, UpdateSchema> Refused => new()
    {
        { "already there", new UpdateSchema().AddColumn("region", IcebergType.Int) },
        { "cannot become", new UpdateSchema().PromoteColumn("id", IcebergType.Int) },
        { "cannot become", new UpdateSchema().PromoteColumn("region", IcebergType.Binary) },
        { "no field 'nothing'", new UpdateSchema().DropColumn("nothing") },
        { "structs only", new UpdateSchema().AddColumn("x", IcebergType.Int, parent: "region") },
        { "own struct", new UpdateSchema().MoveBefore("id", "id") },
        { "partition field 'region'", new UpdateSchema().DropColumn("region") },
        { "keys of", new UpdateSchema().AddColumn("m", MapType.Of(IcebergType.Int, IcebergType.Int)).PromoteColumn("m.key", IcebergType.Long) },
        { "twice", new UpdateSchema().RenameColumn("id", "ts") },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_would_break_readers_is_refused(string reason, UpdateSchema update)
    {
        await warehouse.CreateAsync();

        Assert.Contains(reason, (await warehouse.RefusedAsync(update)).Message);
        Assert.Equal(0, warehouse.Metadata.CurrentSchemaId);
    }

    [Fact]
    public async Task A_schema_that_was_there_before_is_used_again_and_no_change_is_no_commit()
    {
        await warehouse.CreateAsync();
        await warehouse.ApplyAsync(new UpdateSchema().RenameColumn("region", "area"));
        await warehouse.ApplyAsync(new UpdateSchema().RenameColumn("area", "region"));
        var before = warehouse.Catalog.Attempts;

        await warehouse.ApplyAsync(new UpdateSchema().RenameColumn("region", "x").RenameColumn("x", "region"));

        Assert.Equal((0, 2, before), (warehouse.Metadata.CurrentSchemaId, warehouse.Metadata.Schemas.Count, warehouse.Catalog.Attempts));
    }

    [Fact]
    public async Task Snapshots_name_the_schema_they_were_written_with()
    {
        await warehouse.CreateAsync();
        var first = await warehouse.AppendAsync(Data("a", "eu"));
        await warehouse.ApplyAsync(new UpdateSchema().AddColumn("note", IcebergType.String), new AppendFiles([Data("b", "eu")]));

        Assert.Equal((0, 1), (warehouse.Metadata.GetSnapshot(first).SchemaId, warehouse.Metadata.CurrentSnapshot!.SchemaId));
    }

    [Fact]
    public async Task Partition_fields_come_and_go_and_equal_ones_get_their_old_id()
    {
        await warehouse.CreateAsync();
        await warehouse.ApplyAsync(new UpdatePartitionSpec().AddField("ts", Transform.Day).AddField("id", Transform.Bucket(4), "shard"));
        await warehouse.ApplyAsync(new UpdatePartitionSpec().RemoveField("ts_day").RenameField("region", "area"));
        await warehouse.ApplyAsync(new UpdatePartitionSpec().RemoveField("shard").AddField("ts", Transform.Hour).AddField("ts", Transform.Day, "by_day"));

        Assert.Equal(
            ["spec 0: [1000: region: identity(2)]",
             "spec 1: [1000: region: identity(2), 1001: ts_day: day(3), 1002: shard: bucket[4](1)]",
             "spec 2: [1000: area: identity(2), 1002: shard: bucket[4](1)]",
             "spec 3: [1000: area: identity(2), 1003: ts_hour: hour(3), 1001: by_day: day(3)]"],
            warehouse.Metadata.PartitionSpecs.Select(spec => spec.ToString()));
        Assert.Equal((3, 1003), (warehouse.Metadata.DefaultSpecId, warehouse.Metadata.LastPartitionId));
        Assert.Contains("already partitioned", (await warehouse.RefusedAsync(new UpdatePartitionSpec().AddField("ts", Transform.Hour, "again"))).Message);
        Assert.Contains("'area'", (await warehouse.RefusedAsync(new UpdatePartitionSpec().RenameField("by_day", "area"))).Message);
    }

    [Fact]
    public async Task A_spec_of_a_dropped_column_stays_readable_and_its_files_can_be_removed()
    {
        await warehouse.CreateAsync();
        await warehouse.AppendAsync(Data("a", "eu"), Data("b", "us"));
        await warehouse.ApplyAsync(new UpdatePartitionSpec().RemoveField("region"), new UpdateSchema().DropColumn("region"));
        var unpartitioned = Data("c", null, specId: 1) with { Partition = PartitionValues.Empty };
        await warehouse.AppendAsync(unpartitioned);

        await warehouse.ApplyAsync(new OverwriteFiles(warehouse.Head) { RemovedDataFiles = [Data("a", "eu")] });

        Assert.Equal(["b", "c"], await warehouse.LiveAsync());
        Assert.Equal("us", (await warehouse.PlanAsync()).Single(task => Name(task.DataFile) == "b").DataFile.Partition[0]);
    }

    [Fact]
    public async Task Properties_are_set_and_removed()
    {
        await warehouse.CreateAsync(null, ("owner", "a"), ("team", "b"));
        var transaction = warehouse.NewTransaction();
        transaction.Table(Orders).UpdateProperties(new Dictionary<string, string> { ["owner"] = "c" }, "team", "nothing");
        await warehouse.CommitAsync(transaction);

        Assert.Equal("c", warehouse.Metadata.Properties["owner"]);
        Assert.False(warehouse.Metadata.Properties.ContainsKey("team"));
        Assert.False(warehouse.Metadata.Properties.ContainsKey("format-version"));
    }
}
