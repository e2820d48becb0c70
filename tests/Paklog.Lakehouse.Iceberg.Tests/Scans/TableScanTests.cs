using System.Text;
using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Tests.Transactions;
using Paklog.Lakehouse.Iceberg.Transactions;
using Paklog.Lakehouse.Iceberg.Types;
using static Paklog.Lakehouse.Iceberg.Tests.Transactions.TestWarehouse;

namespace Paklog.Lakehouse.Iceberg.Tests.Scans;

public sealed class TableScanTests : IDisposable
{
    private readonly TestWarehouse warehouse = new();

    public void Dispose() => warehouse.Dispose();

    [Fact]
    public async Task An_empty_table_has_nothing_to_read()
    {
        await warehouse.CreateAsync();

        Assert.Empty(await warehouse.PlanAsync());
        Assert.Null(warehouse.Table.NewScan(warehouse.Cache).Snapshot);
    }

    [Fact]
    public async Task Files_are_left_out_by_partition_and_by_metrics()
    {
        await warehouse.CreateAsync();
        await warehouse.AppendAsync(WithIds(Data("low", "eu"), 1, 9), WithIds(Data("high", "eu"), 10, 19));
        await warehouse.AppendAsync(WithIds(Data("us", "us"), 1, 19));

        Assert.Equal(["high", "low"], await Filtered(Expression.Equal("region", "eu")));
        Assert.Equal(["high", "us"], await Filtered(Expression.GreaterThan("id", 9L)));
        Assert.Equal(["low"], await Filtered(Expression.LessThan("id", 5L).And(Expression.NotEqual("region", "us"))));
        Assert.Empty(await Filtered(Expression.IsNull("region")));
    }

    [Fact]
    public async Task Manifests_that_cannot_match_are_not_even_opened()
    {
        await warehouse.CreateAsync();
        await warehouse.AppendAsync(Data("us", "us"));
        var manifest = (await warehouse.ManifestsAsync())[0].ManifestPath;
        await warehouse.AppendAsync(Data("eu", "eu"));
        await warehouse.IO.DeleteAsync(manifest, Cancel);

        Assert.Equal(["eu"], await warehouse.LiveAsync(new TableScan(warehouse.Table, new ManifestCache()) { Filter = Expression.Equal("region", "eu") }));
        await Assert.ThrowsAsync<IcebergException>(() => warehouse.LiveAsync(new TableScan(warehouse.Table, new ManifestCache())));
    }

    [Fact]
    public async Task The_past_is_read_by_snapshot_by_reference_and_by_time()
    {
        await warehouse.CreateAsync();
        var first = await warehouse.AppendAsync(Data("a", "eu"));
        var time = warehouse.Clock.GetUtcNow();
        await warehouse.ApplyAsync(new ManageSnapshots().CreateTag("v1"));
        await warehouse.ApplyAsync(new UpdateSchema().RenameColumn("region", "area"));
        await warehouse.AppendAsync(Data("b", "eu"));
        await warehouse.ApplyToAsync("audit", new AppendFiles([Data("c", "eu")]));

        Assert.Equal(["a"], await warehouse.LiveAsync(warehouse.Table.NewScan(warehouse.Cache, snapshotId: first, filter: Expression.Equal("region", "eu"))));
        Assert.Equal(["a"], await warehouse.LiveAsync(warehouse.Table.NewScan(warehouse.Cache, asOf: time)));
        Assert.Equal(["a"], await warehouse.LiveAsync(warehouse.Table.NewScan(warehouse.Cache, reference: "v1")));
        Assert.Equal(["a", "b"], await warehouse.LiveAsync(warehouse.Table.NewScan(warehouse.Cache, asOf: warehouse.Clock.GetUtcNow().AddDays(1))));
        Assert.Equal(["a", "b", "c"], await warehouse.LiveAsync(warehouse.Table.NewScan(warehouse.Cache, reference: "audit", filter: Expression.Equal("area", "eu"))));
        Assert.Equal("region", warehouse.Table.NewScan(warehouse.Cache, reference: "v1").Schema.Fields[1].Name);
        Assert.Equal("area", warehouse.Table.NewScan(warehouse.Cache, reference: "main").Schema.Fields[1].Name);
        Assert.Equal(IcebergErrorKind.NotFound, Assert.Throws<IcebergException>(() => warehouse.Table.NewScan(warehouse.Cache, snapshotId: 1).Snapshot).Kind);
        Assert.Equal(IcebergErrorKind.NotFound, Assert.Throws<IcebergException>(() => warehouse.Table.NewScan(warehouse.Cache, reference: "nothing").Snapshot).Kind);
        Assert.Throws<InvalidOperationException>(() => warehouse.Table.NewScan(warehouse.Cache, snapshotId: first, reference: "v1").Snapshot);
    }

    [Fact]
    public async Task Position_deletes_apply_to_data_of_the_same_or_an_earlier_snapshot_and_equality_deletes_to_earlier_only()
    {
        await warehouse.CreateAsync();
        var before = Data("before", "eu");
        await warehouse.AppendAsync(before);
        var same = Data("same", "eu");
        await warehouse.ApplyAsync(new RowDelta(warehouse.Head) { DataFiles = [same], DeleteFiles = [PositionDeletes("p1", before), PositionDeletes("p2", same)] });
        await warehouse.AddForeignDeletesAsync(EqualityDeletes("eq", 0, "eu"), EqualityDeletes("other", 0, "us"));
        await warehouse.AppendAsync(Data("after", "eu"));

        Assert.Equal(
            [("after", "", ""), ("before", "p1", "eq"), ("same", "p2", "eq")],
            (await warehouse.PlanAsync()).OrderBy(task => task.DataFile.FilePath).Select(task => (Name(task.DataFile), Names(task.PositionDeletes), Names(task.EqualityDeletes))));
    }

    [Fact]
    public async Task Equality_deletes_of_an_unpartitioned_spec_apply_everywhere_and_others_in_their_own_spec_only()
    {
        await warehouse.CreateAsync();
        await warehouse.AppendAsync(Data("eu", "eu"), Data("us", "us"));
        await warehouse.ApplyAsync(new UpdatePartitionSpec().RemoveField("region"));
        await warehouse.AppendAsync(Data("flat", null, specId: 1) with { Partition = PartitionValues.Empty });
        await warehouse.AddForeignDeletesAsync(EqualityDeletes("everywhere", 1), EqualityDeletes("here", 0, "eu"));

        Assert.Equal(
            [("eu", "everywhere,here"), ("flat", "everywhere"), ("us", "everywhere")],
            (await warehouse.PlanAsync()).OrderBy(task => task.DataFile.FilePath).Select(task => (Name(task.DataFile), Names(task.EqualityDeletes))));
    }

    [Fact]
    public async Task Position_deletes_of_many_files_apply_within_their_path_bounds_and_partition()
    {
        await warehouse.CreateAsync();
        await warehouse.AppendAsync(Data("a", "eu"), Data("b", "eu"), Data("c", "eu"), Data("b2", "us"));
        var many = PositionDeletes("many", Data("a", "eu")) with
        {
            ReferencedDataFile = null,
            LowerBounds = new Dictionary<int, byte[]> { [2147483546] = Encoding.UTF8.GetBytes(Data("a", "eu").FilePath) },
            UpperBounds = new Dictionary<int, byte[]> { [2147483546] = Encoding.UTF8.GetBytes(Data("b2", "eu").FilePath) },
        };
        var single = PositionDeletes("single", Data("c", "eu")) with
        {
            ReferencedDataFile = null,
            LowerBounds = new Dictionary<int, byte[]> { [2147483546] = Encoding.UTF8.GetBytes(Data("c", "eu").FilePath) },
            UpperBounds = new Dictionary<int, byte[]> { [2147483546] = Encoding.UTF8.GetBytes(Data("c", "eu").FilePath) },
        };
        await warehouse.AddForeignDeletesAsync(many, single);

        Assert.Equal(
            [("a", "many"), ("b", "many"), ("b2", ""), ("c", "single")],
            (await warehouse.PlanAsync()).OrderBy(task => task.DataFile.FilePath).Select(task => (Name(task.DataFile), Names(task.PositionDeletes))));
    }

    [Fact]
    public async Task Deletion_vectors_are_refused()
    {
        await warehouse.CreateAsync();
        await warehouse.AppendAsync(Data("a", "eu"));
        await warehouse.AddForeignDeletesAsync(PositionDeletes("dv", Data("a", "eu")) with { FileFormat = "puffin" });

        Assert.Equal(IcebergErrorKind.Unsupported, (await Assert.ThrowsAsync<IcebergException>(() => warehouse.PlanAsync())).Kind);
    }

    [Fact]
    public async Task Columns_are_chosen_by_path_in_the_order_of_the_table()
    {
        await warehouse.CreateAsync();
        await warehouse.ApplyAsync(
            new UpdateSchema().AddColumn("address", new StructType(NestedField.Optional(0, "city", IcebergType.String), NestedField.Optional(0, "zip", IcebergType.String))));

        var schema = warehouse.Table.NewScan(warehouse.Cache, columns: ["address.zip", "id"]).Schema;

        Assert.Equal(["1: id: required long", "4: address: optional struct<6: zip: optional string>"], schema.Fields.Select(field => field.ToString()));
        Assert.Throws<IcebergException>(() => warehouse.Table.NewScan(warehouse.Cache, columns: ["nothing"]).Schema);
    }

    [Fact]
    public async Task A_promoted_partition_column_is_still_found_in_the_past()
    {
        var schema = new Iceberg.Schemas.SchemaBuilder().Required("shop", IcebergType.Int).Build();
        var transaction = warehouse.NewTransaction();
        var file = Data("a", null) with { Partition = PartitionValues.Of(7) };
        transaction.Table(Orders).Create(schema, new PartitionSpecBuilder(schema).Identity("shop").Build()).Append([file]);
        await warehouse.CommitAsync(transaction);
        var first = warehouse.Head;
        await warehouse.ApplyAsync(new UpdateSchema().PromoteColumn("shop", IcebergType.Long));

        Assert.Equal(["a"], await warehouse.LiveAsync(warehouse.Table.NewScan(warehouse.Cache, snapshotId: first, filter: Expression.Equal("shop", 7))));
        Assert.Empty(await warehouse.LiveAsync(warehouse.Table.NewScan(warehouse.Cache, filter: Expression.Equal("shop", 8L))));
    }

    [Fact]
    public async Task A_listing_shows_partition_and_decoded_bounds()
    {
        await warehouse.CreateAsync();
        await warehouse.AppendAsync(WithIds(Data("a", "e/u", 3), 1, 9));

        var file = Assert.Single(await warehouse.Table.NewScan(warehouse.Cache).ListFilesAsync(warehouse.Cache, Cancel).ToListAsync(Cancel));

        Assert.Equal((FileContent.Data, "region=e%2Fu", 3L, 300L), (file.Content, file.Partition, file.RecordCount, file.FileSizeInBytes));
        Assert.Equal(new ColumnBounds("1", "9"), Assert.Single(file.Bounds, bound => bound.Key == "id").Value);
    }

    [Fact]
    public async Task The_cache_is_bounded_and_saves_reading()
    {
        await warehouse.CreateAsync();
        await warehouse.AppendAsync(Data("a", "eu"));
        await warehouse.AppendAsync(Data("b", "eu"));
        var manifests = await warehouse.ManifestsAsync();
        var (large, small) = (new ManifestCache(), new ManifestCache(1_500));
        foreach (var cache in new[] { large, small })
            await warehouse.LiveAsync(new TableScan(warehouse.Table, cache));
        foreach (var manifest in manifests)
            await warehouse.IO.DeleteAsync(manifest.ManifestPath, Cancel);

        Assert.Equal(["a", "b"], await warehouse.LiveAsync(new TableScan(warehouse.Table, large)));
        await Assert.ThrowsAsync<IcebergException>(() => warehouse.LiveAsync(new TableScan(warehouse.Table, small)));
    }

    private async Task<IReadOnlyList<string>> Filtered(Expression filter) => await warehouse.LiveAsync(warehouse.Table.NewScan(warehouse.Cache, filter: filter));

    private static string Names(IEnumerable<DataFile> files) => string.Join(',', files.Select(Name).Order());

    private static DataFile WithIds(DataFile file, long least, long greatest) => file with
    {
        ValueCounts = new Dictionary<int, long> { [1] = file.RecordCount },
        NullValueCounts = new Dictionary<int, long> { [1] = 0 },
        LowerBounds = new Dictionary<int, byte[]> { [1] = BitConverter.GetBytes(least) },
        UpperBounds = new Dictionary<int, byte[]> { [1] = BitConverter.GetBytes(greatest) },
    };
}
