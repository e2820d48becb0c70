using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Transactions;
using static Paklog.Lakehouse.Iceberg.Tests.Transactions.TestWarehouse;

namespace Paklog.Lakehouse.Iceberg.Tests.Transactions;

public sealed class AppendTests : IDisposable
{
    private readonly TestWarehouse warehouse = new();

    public void Dispose() => warehouse.Dispose();

    [Fact]
    public async Task A_table_is_created_and_filled_in_one_commit()
    {
        var transaction = warehouse.NewTransaction();
        transaction.Table(Orders).Create(Schema, ByRegion).Append([Data("a", "eu")]);

        var result = await warehouse.CommitAsync(transaction);

        var metadata = warehouse.Metadata;
        Assert.Equal(("c1", 1), (result.Hash, metadata.Snapshots.Count));
        Assert.Equal(result.SnapshotIds[Orders], metadata.CurrentSnapshotId);
        Assert.Equal((1L, 1L, null), (metadata.LastSequenceNumber, metadata.CurrentSnapshot!.SequenceNumber, metadata.CurrentSnapshot.ParentSnapshotId));
        Assert.Equal(
            ("false", "false", "zstd"),
            (metadata.Properties["gc.enabled"], metadata.Properties["write.metadata.delete-after-commit.enabled"], metadata.Properties["write.parquet.compression-codec"]));
        Assert.StartsWith(warehouse.Options.Warehouse + "/silver/orders-", metadata.Location);
        Assert.IsType<AssertCreate>(Assert.Single(warehouse.Catalog.LastCommits[0].Requirements));
        Assert.Equal(["a"], await warehouse.LiveAsync());
    }

    [Fact]
    public async Task Added_files_inherit_their_sequence_number_and_snapshot()
    {
        await warehouse.CreateAsync();
        var first = await warehouse.AppendAsync(Data("a", "eu"));
        var second = await warehouse.AppendAsync(Data("b", "us"), Data("c", null));

        var manifests = await warehouse.ManifestsAsync();
        var entries = await warehouse.EntriesAsync(manifests[0]);

        Assert.Equal([(2L, 2L, second), (1L, 1L, first)], manifests.Select(manifest => (manifest.SequenceNumber, manifest.MinSequenceNumber, manifest.AddedSnapshotId)));
        Assert.All(entries, entry => Assert.Equal((EntryStatus.Added, second, 2L, 2L), (entry.Status, entry.SnapshotId, entry.SequenceNumber, entry.FileSequenceNumber)));
        Assert.Equal(warehouse.Metadata.GetSnapshot(second).ParentSnapshotId, first);
    }

    [Fact]
    public async Task Totals_are_the_parents_plus_the_difference_and_the_writers_keys_never_replace_them()
    {
        await warehouse.CreateAsync();
        await warehouse.AppendAsync(Data("a", "eu", rows: 3_000_000_000));
        await warehouse.ApplyAsync(new AppendFiles([Data("b", "us", 5), Data("c", "us", 7)])
        {
            SnapshotProperties = new Dictionary<string, string> { ["landing-id"] = "l1", ["total-records"] = "1", ["operation"] = "delete", ["deleted-records"] = "9" },
        });

        var summary = warehouse.Metadata.CurrentSnapshot!.Summary;

        Assert.Equal("append", summary["operation"]);
        Assert.Equal("l1", summary["landing-id"]);
        Assert.Equal(("12", "3000000012"), (summary["added-records"], summary["total-records"]));
        Assert.Equal(("2", "3"), (summary["added-data-files"], summary["total-data-files"]));
        Assert.Equal(("1200", "300000001200"), (summary["added-files-size"], summary["total-files-size"]));
        Assert.Equal(("0", "0", "0"), (summary["total-delete-files"], summary["total-position-deletes"], summary["total-equality-deletes"]));
        Assert.Equal("1", summary["changed-partition-count"]);
        Assert.False(summary.ContainsKey("deleted-records"));
    }

    [Fact]
    public async Task Snapshot_ids_are_positive_and_differ()
    {
        await warehouse.CreateAsync();
        for (var i = 0; i < 40; i++)
            await warehouse.AppendAsync(Data($"f{i}", "eu"));

        var ids = warehouse.Metadata.Snapshots.Select(snapshot => snapshot.SnapshotId).ToList();

        Assert.All(ids, id => Assert.True(id > 0));
        Assert.Equal(40, ids.Distinct().Count());
        Assert.Contains(ids, id => id > int.MaxValue);
    }

    [Fact]
    public async Task Nothing_to_append_makes_no_commit_unless_there_is_something_to_record()
    {
        await warehouse.CreateAsync();

        var nothing = await warehouse.ApplyAsync(new AppendFiles([]));
        var recorded = await warehouse.ApplyAsync(new AppendFiles([]) { SnapshotProperties = new Dictionary<string, string> { ["horizon"] = "2026-02-01" } });

        Assert.Equal("c1", nothing.Hash);
        Assert.Empty(nothing.SnapshotIds);
        Assert.Equal("c2", recorded.Hash);
        Assert.Equal("2026-02-01", warehouse.Metadata.CurrentSnapshot!.Summary["horizon"]);
        Assert.Empty(await warehouse.LiveAsync());
    }

    [Fact]
    public async Task Small_manifests_are_merged_with_explicit_numbers_once_there_are_enough()
    {
        await warehouse.CreateAsync(properties: (TableProperties.MinManifestsToMerge, "3"));
        var ids = new List<long>();
        for (var i = 1; i <= 4; i++)
            ids.Add(await warehouse.AppendAsync(Data($"f{i}", "eu")));

        var manifests = await warehouse.ManifestsAsync();

        Assert.Equal(2, manifests.Count);
        var merged = Assert.Single(manifests, manifest => manifest.ExistingFilesCount == 3);
        Assert.Equal((4L, 1L, 0), (merged.SequenceNumber, merged.MinSequenceNumber, merged.AddedFilesCount));
        Assert.Equal(
            [(EntryStatus.Existing, ids[2], 3L, 3L), (EntryStatus.Existing, ids[1], 2L, 2L), (EntryStatus.Existing, ids[0], 1L, 1L)],
            (await warehouse.EntriesAsync(merged)).Select(entry => (entry.Status, entry.SnapshotId!.Value, entry.SequenceNumber!.Value, entry.FileSequenceNumber!.Value)));
        Assert.Equal(["f1", "f2", "f3", "f4"], await warehouse.LiveAsync());
        Assert.Equal(("2", "3", "0"), (Count("manifests-created"), Count("manifests-replaced"), Count("manifests-kept")));

        string Count(string key) => warehouse.Metadata.CurrentSnapshot!.Summary[key];
    }

    [Fact]
    public async Task A_commit_merges_the_oldest_manifests_into_one_and_no_more()
    {
        await warehouse.CreateAsync(properties: [(TableProperties.MinManifestsToMerge, "3")]);
        for (var i = 1; i <= 6; i++)
            await warehouse.ApplyAsync(new AppendFiles([Data($"f{i}", "eu")]) { Fast = true });
        var length = (await warehouse.ManifestsAsync()).Max(manifest => manifest.ManifestLength);
        await warehouse.ApplyAsync(new UpdateProperties(new Dictionary<string, string> { [TableProperties.ManifestTargetSize] = $"{(2 * length) + 24}" }, []));

        await warehouse.AppendAsync(Data("f7", "eu"));
        Assert.Equal("f7 f6 f5 f4 f3 f2+f1", await FilesAsync());
        await warehouse.AppendAsync(Data("f8", "eu"));
        Assert.Equal("f8 f7 f6 f5 f4+f3 f2+f1", await FilesAsync());
        await warehouse.AppendAsync(Data("f9", "eu"));
        await warehouse.AppendAsync(Data("f10", "eu"));
        Assert.Equal("f10 f9 f8+f7 f6+f5 f4+f3 f2+f1", await FilesAsync());
        await warehouse.AppendAsync(Data("f11", "eu"));
        Assert.Equal("f11 f10 f9 f8+f7 f6+f5 f4+f3 f2+f1", await FilesAsync());

        async Task<string> FilesAsync()
        {
            var names = new List<string>();
            foreach (var manifest in await warehouse.ManifestsAsync())
                names.Add(string.Join('+', (await warehouse.EntriesAsync(manifest)).Select(entry => Name(entry.DataFile))));
            return string.Join(' ', names);
        }
    }

    [Fact]
    public async Task A_fast_append_leaves_every_manifest_even_one_that_only_records_removals()
    {
        await warehouse.CreateAsync();
        await warehouse.AppendAsync(Data("a", "eu"));
        await warehouse.ApplyAsync(new DeleteFiles([Data("a", "eu")]));
        var removal = Assert.Single(await warehouse.ManifestsAsync());

        await warehouse.ApplyAsync(new AppendFiles([Data("b", "eu")]) { Fast = true });

        Assert.Equal((false, 1), (removal.HasLiveFiles, removal.DeletedFilesCount));
        Assert.Contains(removal.ManifestPath, (await warehouse.ManifestsAsync()).Select(manifest => manifest.ManifestPath));
        Assert.Equal(["b"], await warehouse.LiveAsync());

        await warehouse.AppendAsync(Data("c", "eu"));

        Assert.DoesNotContain(removal.ManifestPath, (await warehouse.ManifestsAsync()).Select(manifest => manifest.ManifestPath));
        Assert.Equal(["b", "c"], await warehouse.LiveAsync());
    }

    [Fact]
    public async Task Files_that_cannot_be_of_the_table_are_refused_before_anything_is_written()
    {
        await warehouse.CreateAsync();

        Assert.Contains("twice", (await warehouse.RefusedAsync(new AppendFiles([Data("a", "eu"), Data("a", "eu")]))).Message);
        Assert.Contains("spec 7", (await warehouse.RefusedAsync(new AppendFiles([Data("a", "eu", specId: 7)]))).Message);
        Assert.Contains("PositionDeletes", (await warehouse.RefusedAsync(new AppendFiles([PositionDeletes("d", Data("a", "eu"))]))).Message);
        Assert.Empty(await warehouse.IO.ListAsync(warehouse.Options.Warehouse, Cancel).ToListAsync(Cancel));
    }

    [Fact]
    public async Task A_table_that_is_not_there_is_NotFound_and_one_that_is_there_AlreadyExists()
    {
        Assert.Equal(IcebergErrorKind.NotFound, (await warehouse.RefusedAsync(new AppendFiles([Data("a", "eu")]))).Kind);
        await warehouse.CreateAsync();
        Assert.Equal(IcebergErrorKind.AlreadyExists, (await Assert.ThrowsAsync<IcebergException>(() => warehouse.CreateAsync())).Kind);
    }

    [Fact]
    public async Task Several_tables_are_committed_at_once()
    {
        var landed = new TableIdentifier("bronze", "_landed");
        await warehouse.CreateAsync();
        var transaction = warehouse.NewTransaction();
        transaction.Table(Orders).Append([Data("a", "eu")]);
        transaction.Table(landed).Create(Schema, ByRegion).Append([Data("b", "eu")]);

        var result = await warehouse.CommitAsync(transaction);

        Assert.Equal(2, warehouse.Catalog.LastCommits.Count);
        Assert.Equal([landed, Orders], result.SnapshotIds.Keys.OrderBy(id => id.Name));
    }
}
