using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Transactions;
using Paklog.Lakehouse.Iceberg.Types;
using static Paklog.Lakehouse.Iceberg.Tests.Transactions.TestWarehouse;

namespace Paklog.Lakehouse.Iceberg.Tests.Transactions;

public sealed class ConflictTests : IDisposable
{
    private readonly TestWarehouse warehouse = new();

    public void Dispose() => warehouse.Dispose();

    [Fact]
    public async Task An_append_that_another_commit_preceded_is_put_on_the_new_head()
    {
        await warehouse.CreateAsync();
        warehouse.Catalog.BeforeNextCommit = () => warehouse.AppendAsync(Data("theirs", "eu", 5));

        await warehouse.AppendAsync(Data("ours", "eu", 7));

        Assert.Equal(["ours", "theirs"], await warehouse.LiveAsync());
        Assert.Equal("12", warehouse.Metadata.CurrentSnapshot!.Summary["total-records"]);
        Assert.Equal([1L, 2L], warehouse.Metadata.Snapshots.Select(snapshot => snapshot.SequenceNumber));
        Assert.Equal(4, warehouse.Catalog.Attempts);
    }

    [Fact]
    public async Task A_failed_attempt_leaves_no_manifest_behind()
    {
        await warehouse.CreateAsync();
        warehouse.Catalog.BeforeNextCommit = () => warehouse.AppendAsync(Data("theirs", "eu"));

        await warehouse.AppendAsync(Data("ours", "eu"));

        var used = new HashSet<string>(warehouse.Metadata.Snapshots.Select(snapshot => snapshot.ManifestList!));
        foreach (var snapshot in warehouse.Metadata.Snapshots)
            used.UnionWith((await warehouse.ManifestsAsync(snapshot.SnapshotId)).Select(manifest => manifest.ManifestPath));
        Assert.Equal(used.Order(), (await warehouse.IO.ListAsync(warehouse.Metadata.Location, Cancel).ToListAsync(Cancel)).Select(file => file.Location).Order());
    }

    [Fact]
    public async Task Many_writers_lose_nothing()
    {
        await warehouse.CreateAsync(properties: ("commit.manifest.min-count-to-merge", "4"));
        warehouse.Options = warehouse.Options with { Random = Random.Shared };

        await Task.WhenAll(Enumerable.Range(0, 6).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 5; i++)
                await warehouse.AppendAsync(Data($"w{writer}-{i}", i % 2 == 0 ? "eu" : "us", rows: 1));
        })));

        Assert.Equal(30, (await warehouse.LiveAsync()).Count);
        Assert.Equal("30", warehouse.Metadata.CurrentSnapshot!.Summary["total-records"]);
        Assert.Equal(Enumerable.Range(1, 30).Select(i => (long)i), warehouse.Metadata.Snapshots.Select(snapshot => snapshot.SequenceNumber));
        Assert.Equal(30, warehouse.Metadata.AncestorsOf(warehouse.Head).Count());
    }

    [Fact]
    public async Task Attempts_are_bounded()
    {
        await warehouse.CreateAsync();
        warehouse.Options = warehouse.Options with { MaxAttempts = 3 };
        var others = 0;
        async Task Precede()
        {
            warehouse.Catalog.BeforeNextCommit = null;
            await warehouse.AppendAsync(Data($"theirs{others++}", "eu"));
            warehouse.Catalog.BeforeNextCommit = Precede;
        }

        warehouse.Catalog.BeforeNextCommit = Precede;

        var error = await warehouse.RefusedAsync(new AppendFiles([Data("ours", "eu")]));

        Assert.Equal((IcebergErrorKind.CommitConflict, true, 3), (error.Kind, error.Retryable, others));
    }

    [Fact]
    public async Task A_commit_in_doubt_that_happened_is_found_again()
    {
        await warehouse.CreateAsync();
        warehouse.Catalog.AfterNextCommit = () => throw new IcebergException(IcebergErrorKind.CommitStateUnknown, "timeout");

        var result = await warehouse.ApplyAsync(new AppendFiles([Data("a", "eu")]));

        Assert.Equal(("c2", warehouse.Head), (result.Hash, result.SnapshotIds[Orders]));
        Assert.Equal(["a"], await warehouse.LiveAsync());
    }

    [Fact]
    public async Task A_commit_in_doubt_that_cannot_be_found_keeps_every_file()
    {
        await warehouse.CreateAsync();
        warehouse.Catalog.BeforeNextCommit = () => throw new IcebergException(IcebergErrorKind.CommitStateUnknown, "timeout");

        var error = await warehouse.RefusedAsync(new AppendFiles([Data("a", "eu")]));

        Assert.Equal(IcebergErrorKind.CommitStateUnknown, error.Kind);
        Assert.Equal(2, await warehouse.IO.ListAsync(warehouse.Metadata.Location, Cancel).CountAsync(Cancel));
    }

    [Fact]
    public async Task A_transaction_is_committed_once()
    {
        await warehouse.CreateAsync();
        var transaction = warehouse.NewTransaction();
        transaction.Table(Orders).Append([Data("a", "eu")]);
        await warehouse.CommitAsync(transaction);

        await Assert.ThrowsAsync<InvalidOperationException>(() => warehouse.CommitAsync(transaction));
        Assert.Single(warehouse.Metadata.Snapshots);
    }

    [Fact]
    public async Task A_table_made_again_under_the_same_name_is_not_written_to()
    {
        await warehouse.CreateAsync();
        using var other = new TestWarehouse(seed: 2);
        await other.CreateAsync();
        warehouse.Catalog.BeforeNextCommit = () =>
        {
            warehouse.Catalog.Put(other.Table);
            return Task.CompletedTask;
        };

        var error = await warehouse.RefusedAsync(new AppendFiles([Data("a", "eu")]));

        Assert.Equal(IcebergErrorKind.ValidationFailed, error.Kind);
        Assert.Contains("replaced by another", error.Message);
    }

    [Fact]
    public async Task Deletes_by_position_need_their_data_file_and_survive_appends_of_others()
    {
        await warehouse.CreateAsync();
        var read = await warehouse.AppendAsync(Data("a", "eu"), Data("b", "eu"));
        await warehouse.AppendAsync(Data("later", "eu"));

        await warehouse.ApplyAsync(new RowDelta(read) { DeleteFiles = [PositionDeletes("d1", Data("a", "eu"))] });

        await warehouse.ApplyAsync(new OverwriteFiles(warehouse.Head) { RemovedDataFiles = [Data("b", "eu")], DataFiles = [Data("b2", "eu")] });
        var error = await warehouse.RefusedAsync(new RowDelta(read) { DeleteFiles = [PositionDeletes("d2", Data("b", "eu"))] });
        Assert.Equal((IcebergErrorKind.ValidationFailed, false), (error.Kind, error.Retryable));
        Assert.Contains("/b.parquet", error.Message);
    }

    [Fact]
    public async Task A_file_whose_rows_were_deleted_meanwhile_is_neither_overwritten_nor_rewritten()
    {
        await warehouse.CreateAsync();
        var read = await warehouse.AppendAsync(Data("a", "eu"), Data("b", "us"));
        await warehouse.ApplyAsync(new RowDelta(read) { DeleteFiles = [PositionDeletes("d", Data("a", "eu"))] });

        var overwrite = await warehouse.RefusedAsync(new OverwriteFiles(read) { RemovedDataFiles = [Data("a", "eu")], DataFiles = [Data("a2", "eu")] });
        var rewrite = await warehouse.RefusedAsync(new RewriteFiles(read) { RemovedDataFiles = [Data("a", "eu")], DataFiles = [Data("a2", "eu")] });
        await warehouse.ApplyAsync(new RewriteFiles(read) { RemovedDataFiles = [Data("b", "us")], DataFiles = [Data("b2", "us")] });

        Assert.Contains("have been deleted by", overwrite.Message);
        Assert.Contains("have been deleted by", rewrite.Message);
        Assert.Equal(["a", "b2"], await warehouse.LiveAsync());
    }

    [Fact]
    public async Task A_file_that_is_gone_cannot_be_replaced_twice()
    {
        await warehouse.CreateAsync();
        var read = await warehouse.AppendAsync(Data("a", "eu"));
        var theirs = new OverwriteFiles(read) { RemovedDataFiles = [Data("a", "eu")], DataFiles = [Data("theirs", "eu")] };
        warehouse.Catalog.BeforeNextCommit = () => warehouse.ApplyAsync(theirs);

        var error = await warehouse.RefusedAsync(new OverwriteFiles(read) { RemovedDataFiles = [Data("a", "eu")], DataFiles = [Data("ours", "eu")] });

        Assert.Contains("no longer in the table", error.Message);
        Assert.Equal(["theirs"], await warehouse.LiveAsync());
    }

    [Fact]
    public async Task New_files_in_what_was_read_are_a_conflict_and_elsewhere_are_not()
    {
        await warehouse.CreateAsync();
        var read = await warehouse.AppendAsync(Data("a", "eu"));
        await warehouse.AppendAsync(Data("theirs", "us"));
        var eu = new ConflictScope { Partitions = new HashSet<PartitionKey> { new(0, PartitionValues.Of("eu")) } };

        await warehouse.ApplyAsync(new RowDelta(read) { DataFiles = [Data("ours1", "eu")], Conflicts = eu });
        var byPartition = await warehouse.RefusedAsync(new RowDelta(read) { DataFiles = [Data("ours2", "eu")], Conflicts = eu });
        var byFilter = await warehouse.RefusedAsync(
            new RowDelta(read) { DataFiles = [Data("ours3", "us")], Conflicts = new ConflictScope { Filter = Expression.Equal("region", "us") } });
        await warehouse.ApplyAsync(new RowDelta(read) { DataFiles = [Data("ours4", "uk")], Conflicts = new ConflictScope { Filter = Expression.Equal("region", "uk") } });

        Assert.Contains("ours1", byPartition.Message);
        Assert.Contains("theirs", byFilter.Message);
        Assert.Equal(["a", "ours1", "ours4", "theirs"], await warehouse.LiveAsync());
    }

    [Fact]
    public async Task Compaction_by_others_is_no_conflict_of_rows()
    {
        await warehouse.CreateAsync();
        var read = await warehouse.AppendAsync(Data("a", "eu"), Data("b", "eu"));
        await warehouse.ApplyAsync(new RewriteFiles(read) { RemovedDataFiles = [Data("a", "eu")], DataFiles = [Data("a2", "eu")] });

        await warehouse.ApplyAsync(new RowDelta(read) { DeleteFiles = [PositionDeletes("d", Data("b", "eu"))], Conflicts = new ConflictScope() });

        Assert.Equal("1", warehouse.Metadata.CurrentSnapshot!.Summary["total-delete-files"]);
    }

    [Fact]
    public async Task Commits_that_take_delete_files_away_are_not_replayed()
    {
        await warehouse.CreateAsync();
        var data = Data("a", "eu");
        await warehouse.AppendAsync(data);
        await warehouse.ApplyAsync(new RowDelta(warehouse.Head) { DeleteFiles = [PositionDeletes("d1", data)] });
        var read = warehouse.Head;
        var ours = new RowDelta(read) { DeleteFiles = [PositionDeletes("d2", data, 2)], ReplacedDeleteFiles = [PositionDeletes("d1", data)] };
        warehouse.Catalog.BeforeNextCommit = () => warehouse.AppendAsync(Data("theirs", "us"));

        Assert.Contains("has moved since", (await warehouse.RefusedAsync(ours)).Message);

        await warehouse.ApplyAsync(new RowDelta(warehouse.Head) { DeleteFiles = [PositionDeletes("d2", data, 2)], ReplacedDeleteFiles = [PositionDeletes("d1", data)] });
        Assert.Equal("d2", Name(Assert.Single((await warehouse.PlanAsync()).Single(task => task.DataFile.FilePath == data.FilePath).PositionDeletes)));
        Assert.Equal(("2", "1"), (warehouse.Metadata.CurrentSnapshot!.Summary["total-position-deletes"], warehouse.Metadata.CurrentSnapshot.Summary["total-delete-files"]));
    }

    [Fact]
    public async Task A_base_that_is_not_in_the_branchs_past_is_refused()
    {
        await warehouse.CreateAsync();
        await warehouse.AppendAsync(Data("a", "eu"));
        await warehouse.ApplyToAsync("audit", new AppendFiles([Data("b", "eu")]));
        var elsewhere = warehouse.Metadata.Refs["audit"].SnapshotId;

        var error = await warehouse.RefusedAsync(new OverwriteFiles(elsewhere) { RemovedDataFiles = [Data("a", "eu")] });

        Assert.Equal(IcebergErrorKind.ValidationFailed, error.Kind);
        Assert.Contains("no ancestor", error.Message);
    }

    [Fact]
    public async Task Schema_changes_of_two_writers_both_happen_and_ids_never_meet()
    {
        await warehouse.CreateAsync();
        warehouse.Catalog.BeforeNextCommit = () => warehouse.ApplyAsync(new UpdateSchema().AddColumn("theirs", IcebergType.String));

        await warehouse.ApplyAsync(new UpdateSchema().AddColumn("ours", IcebergType.Int));

        Assert.Equal([("id", 1), ("region", 2), ("ts", 3), ("theirs", 4), ("ours", 5)], warehouse.Metadata.CurrentSchema.Fields.Select(field => (field.Name, field.Id)));
        Assert.Equal(5, warehouse.Metadata.LastColumnId);
    }
}
