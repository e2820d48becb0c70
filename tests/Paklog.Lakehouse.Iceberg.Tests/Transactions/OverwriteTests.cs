using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Transactions;
using static Paklog.Lakehouse.Iceberg.Tests.Transactions.TestWarehouse;

namespace Paklog.Lakehouse.Iceberg.Tests.Transactions;

public sealed class OverwriteTests : IDisposable
{
    private readonly TestWarehouse warehouse = new();

    public void Dispose() => warehouse.Dispose();

    [Fact]
    public async Task Removed_files_are_recorded_as_deleted_and_kept_ones_as_existing_with_their_numbers()
    {
        await warehouse.CreateAsync();
        var first = await warehouse.AppendAsync(Data("a", "eu"), Data("b", "eu"));
        await warehouse.ApplyAsync(new OverwriteFiles(first) { RemovedDataFiles = [Data("a", "eu")], DataFiles = [Data("a2", "eu", 9)] });
        var second = warehouse.Head;

        var manifests = await warehouse.ManifestsAsync();
        var rewritten = Assert.Single(manifests, manifest => manifest.DeletedFilesCount == 1);
        var entries = await warehouse.EntriesAsync(rewritten);

        Assert.Equal(
            [("a", EntryStatus.Deleted, second, 1L, 1L), ("b", EntryStatus.Existing, first, 1L, 1L)],
            entries.Select(entry => (Name(entry.DataFile), entry.Status, entry.SnapshotId!.Value, entry.SequenceNumber!.Value, entry.FileSequenceNumber!.Value)));
        Assert.Equal((2L, 1L), (rewritten.SequenceNumber, rewritten.MinSequenceNumber));
        Assert.Equal(["a2", "b"], await warehouse.LiveAsync());
        var summary = warehouse.Metadata.CurrentSnapshot!.Summary;
        Assert.Equal(("overwrite", "1", "1", "9", "10", "19", "2"), (
            summary["operation"], summary["added-data-files"], summary["deleted-data-files"], summary["added-records"], summary["deleted-records"], summary["total-records"], summary["total-data-files"]));
    }

    [Fact]
    public async Task Only_manifests_that_may_hold_the_files_are_rewritten()
    {
        await warehouse.CreateAsync();
        await warehouse.AppendAsync(Data("a", "eu"));
        await warehouse.AppendAsync(Data("b", "us"));
        var untouched = (await warehouse.ManifestsAsync())[0].ManifestPath;

        await warehouse.ApplyAsync(new DeleteFiles([Data("a", "eu")]));

        Assert.Contains(untouched, (await warehouse.ManifestsAsync()).Select(manifest => manifest.ManifestPath));
        Assert.Equal("delete", warehouse.Metadata.CurrentSnapshot!.Operation);
        Assert.Equal(["b"], await warehouse.LiveAsync());
    }

    [Fact]
    public async Task The_partitions_of_the_added_files_are_replaced_with_all_their_deletes()
    {
        await warehouse.CreateAsync();
        var data = Data("a", "eu");
        await warehouse.AppendAsync(data, Data("b", "us"), Data("n", null));
        await warehouse.ApplyAsync(new RowDelta(warehouse.Head) { DeleteFiles = [PositionDeletes("d", data), PositionDeletes("e", Data("b", "us"))] });

        await warehouse.ApplyAsync(new OverwritePartitions([Data("a2", "eu"), Data("n2", null)]));

        Assert.Equal(["a2", "b", "n2"], await warehouse.LiveAsync());
        var summary = warehouse.Metadata.CurrentSnapshot!.Summary;
        Assert.Equal(
            ("overwrite", "true", "2", "1", "1"),
            (summary["operation"], summary["replace-partitions"], summary["deleted-data-files"], summary["removed-delete-files"], summary["total-delete-files"]));
        Assert.Equal(["e"], (await warehouse.PlanAsync()).SelectMany(task => task.PositionDeletes).Select(Name));
    }

    [Fact]
    public async Task A_partition_can_be_cleared_by_name_and_by_filter()
    {
        await warehouse.CreateAsync();
        await warehouse.AppendAsync(Data("a", "eu"), Data("b", "us"), Data("c", "uk"), Data("n", null));

        await warehouse.ApplyAsync(new OverwritePartitions([]) { Partitions = new HashSet<PartitionKey> { new(0, PartitionValues.Of("eu")) } });
        await warehouse.ApplyAsync(new OverwritePartitions([Data("u2", "us")]) { Filter = Expression.GreaterThanOrEqual("region", "uk") });

        Assert.Equal(["n", "u2"], await warehouse.LiveAsync());
    }

    [Fact]
    public async Task A_filter_that_may_cut_through_a_file_is_refused_and_nulls_are_never_swept_along()
    {
        await warehouse.CreateAsync();
        await warehouse.AppendAsync(Data("a", "eu"), Data("n", null));

        var error = await warehouse.RefusedAsync(new DeleteFiles(Expression.LessThan("id", 5L)));
        Assert.Equal(IcebergErrorKind.ValidationFailed, error.Kind);
        Assert.Contains("as a whole", error.Message);

        // A null is not less than 'zz', and it is no argument that no null is greater either.
        Assert.Contains("/n.parquet", (await warehouse.RefusedAsync(new DeleteFiles(Expression.LessThan("region", "zz").Or(Expression.LessThan("id", 5L))))).Message);
        await warehouse.ApplyAsync(new DeleteFiles(Expression.LessThan("region", "zz")));
        Assert.Equal(["n"], await warehouse.LiveAsync());
        await warehouse.ApplyAsync(new DeleteFiles(Expression.NotNull("region").Not()));
        Assert.Empty(await warehouse.LiveAsync());
    }

    [Fact]
    public async Task A_filter_reaches_the_partitions_of_every_spec()
    {
        await warehouse.CreateAsync();
        await warehouse.AppendAsync(Data("old", "eu"), Data("oldus", "us"));
        await warehouse.ApplyAsync(new UpdatePartitionSpec().AddField("ts", Transform.Day));
        await warehouse.AppendAsync(Data("new", "eu", specId: 1) with { Partition = PartitionValues.Of("eu", 19000) });

        await warehouse.ApplyAsync(new DeleteFiles(Expression.Equal("region", "eu")));

        Assert.Equal(["oldus"], await warehouse.LiveAsync());
    }

    [Fact]
    public async Task Overwriting_on_a_base_conflicts_with_new_files_of_the_same_partitions_only()
    {
        await warehouse.CreateAsync();
        var read = await warehouse.AppendAsync(Data("a", "eu"), Data("b", "us"));
        await warehouse.AppendAsync(Data("theirs", "us"));

        await warehouse.ApplyAsync(new OverwritePartitions([Data("a2", "eu")]) { DependsOnBase = true, BaseSnapshotId = read });
        var error = await warehouse.RefusedAsync(new OverwritePartitions([Data("b2", "us")]) { DependsOnBase = true, BaseSnapshotId = read });
        Assert.Contains("theirs", error.Message);
        await warehouse.ApplyAsync(new OverwritePartitions([Data("b3", "us")]));

        Assert.Equal(["a2", "b3"], await warehouse.LiveAsync());
    }

    [Fact]
    public async Task Position_deletes_stand_in_manifests_of_the_data_files_spec_and_go_with_the_file()
    {
        await warehouse.CreateAsync();
        var old = Data("old", "eu");
        await warehouse.AppendAsync(old);
        await warehouse.ApplyAsync(new UpdatePartitionSpec().RemoveField("region"));
        var young = Data("young", null, specId: 1) with { Partition = PartitionValues.Empty };
        await warehouse.AppendAsync(young);

        await warehouse.ApplyAsync(new RowDelta(warehouse.Head) { DataFiles = [young with { FilePath = "file:///w/orders/data/added.parquet" }], DeleteFiles = [PositionDeletes("d0", old), PositionDeletes("d1", young)] });

        var deletes = (await warehouse.ManifestsAsync()).Where(manifest => manifest.Content == ManifestContent.Deletes).ToList();
        Assert.Equal([0, 1], deletes.Select(manifest => manifest.PartitionSpecId).Order());
        Assert.Equal("overwrite", warehouse.Metadata.CurrentSnapshot!.Operation);
        Assert.Equal(("2", "2", "2"), (Summary("added-delete-files"), Summary("added-position-delete-files"), Summary("added-position-deletes")));

        await warehouse.ApplyAsync(new OverwriteFiles(warehouse.Head) { RemovedDataFiles = [old] });

        Assert.Equal(("delete", "1", "1"), (Summary("operation"), Summary("removed-position-delete-files"), Summary("total-delete-files")));
        Assert.Equal(["d1"], (await warehouse.PlanAsync()).SelectMany(task => task.PositionDeletes).Select(Name));

        string Summary(string key) => warehouse.Metadata.CurrentSnapshot!.Summary[key];
    }

    [Fact]
    public async Task A_row_delta_of_deletes_alone_is_a_delete_and_of_data_alone_an_append()
    {
        await warehouse.CreateAsync();
        await warehouse.ApplyAsync(new RowDelta(null) { DataFiles = [Data("a", "eu")] });
        Assert.Equal("append", warehouse.Metadata.CurrentSnapshot!.Operation);

        await warehouse.ApplyAsync(new RowDelta(warehouse.Head) { DeleteFiles = [PositionDeletes("d", Data("a", "eu"))] });
        Assert.Equal("delete", warehouse.Metadata.CurrentSnapshot!.Operation);
    }

    [Fact]
    public async Task A_rewrite_keeps_the_age_of_the_rows_so_that_later_equality_deletes_still_apply()
    {
        await warehouse.CreateAsync();
        var read = await warehouse.AppendAsync(Data("a", "eu"), Data("b", "eu"));
        await warehouse.AddForeignDeletesAsync(EqualityDeletes("eq", 0, "eu"));

        await warehouse.ApplyAsync(new RewriteFiles(read) { RemovedDataFiles = [Data("a", "eu"), Data("b", "eu")], DataFiles = [Data("ab", "eu", 20)] });

        var task = Assert.Single(await warehouse.PlanAsync());
        Assert.Equal(("ab", 1L, "eq"), (Name(task.DataFile), task.DataSequenceNumber, Name(Assert.Single(task.EqualityDeletes))));
        var entry = (await warehouse.EntriesAsync((await warehouse.ManifestsAsync())[0])).Single();
        Assert.Equal((EntryStatus.Added, 1L, 3L), (entry.Status, entry.SequenceNumber!.Value, entry.FileSequenceNumber!.Value));
        Assert.Equal("replace", warehouse.Metadata.CurrentSnapshot!.Operation);
    }

    [Fact]
    public async Task Equality_deletes_are_never_written()
    {
        await warehouse.CreateAsync();
        var read = await warehouse.AppendAsync(Data("a", "eu"));

        Assert.Contains(
            "equality deletes",
            (await warehouse.RefusedAsync(new RowDelta(read) { DeleteFiles = [EqualityDeletes("eq", 0, "eu")], ReferencedDataFiles = ["x"] })).Message);
    }
}
