using Paklog.Lakehouse.Iceberg.Maintenance;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Tests.Transactions;
using Paklog.Lakehouse.Iceberg.Transactions;
using static Paklog.Lakehouse.Iceberg.Tests.Transactions.TestWarehouse;

namespace Paklog.Lakehouse.Iceberg.Tests.Maintenance;

/// <summary>Each commit is a second behind the one before, and it is the moment of the last one.</summary>
public sealed class SnapshotExpiryTests : IDisposable
{
    private readonly TestWarehouse warehouse = new();
    private readonly List<long> ids = [];

    public void Dispose() => warehouse.Dispose();

    [Fact]
    public async Task By_age_and_by_number()
    {
        await AppendAsync(6);
        Assert.Equal(ids[..3], Gone(Rules(age: 2)));
        Assert.Equal(ids[..1], Gone(Rules(age: 2, least: 5)));
        Assert.Equal(ids[..5], Gone(Rules(age: 0)));
        Assert.Empty(Gone(Rules()));

        await warehouse.ApplyAsync(new ManageSnapshots().SetRetention("main", null, minSnapshotsToKeep: 4, maxSnapshotAge: TimeSpan.FromSeconds(1)));
        Assert.Equal(ids[..2], Gone(Rules()));
        Assert.Equal(ids[..4], Gone(Rules(age: 2, least: 1)));
    }

    [Fact]
    public async Task What_is_needed_stays_and_what_came_upon_it()
    {
        await AppendAsync(6);
        Assert.Equal([ids[0], ids[2], ids[3], ids[4]], Gone(Rules(age: 0, keep: [ids[1]])));
        Assert.Equal(ids[..2], Gone(Rules(age: 0, since: [ids[2], ids[4]])));
        Assert.Equal(ids[..5], Gone(Rules(age: 0, keep: [42], since: [43])));
    }

    [Fact]
    public async Task Branches_and_tags_of_the_table_keep_theirs_until_they_are_too_old()
    {
        await AppendAsync(4);
        await warehouse.ApplyAsync(new ManageSnapshots().CreateTag("v1", ids[1], TimeSpan.FromSeconds(60)).CreateBranch("audit", ids[0]));
        await warehouse.ApplyToAsync("audit", new AppendFiles([Data("x", "eu")]));
        var audit = warehouse.Metadata.Refs["audit"].SnapshotId;
        Assert.Equal([ids[0], ids[2]], Gone(Rules(age: 0)));

        warehouse.Clock.Milliseconds += 100_000;
        await warehouse.ApplyAsync(new ManageSnapshots().SetRetention("audit", TimeSpan.FromSeconds(50)), new ExpireSnapshots(Rules(age: 0)));
        Assert.Equal(["main"], warehouse.Metadata.Refs.Keys);
        Assert.Equal([ids[3]], warehouse.Metadata.Snapshots.Select(snapshot => snapshot.SnapshotId));
        Assert.Null(warehouse.Metadata.FindSnapshot(audit));
        Assert.Equal(["0", "1", "2", "3"], await warehouse.LiveAsync());
    }

    [Fact]
    public async Task Rolled_back_snapshots_stay_while_they_are_young()
    {
        await AppendAsync(4);
        await warehouse.ApplyAsync(new ManageSnapshots().RollbackTo(ids[1]));
        Assert.Equal(ids[..1], Gone(Rules(age: 3)));
        Assert.Equal([ids[0], ids[2]], Gone(Rules(age: 1)));
    }

    [Fact]
    public async Task Manifests_are_written_again_by_partition_and_no_file_changes()
    {
        await warehouse.CreateAsync();
        foreach (var (region, index) in new string?[] { "us", "eu", null, "us", "eu" }.Select((region, index) => (region, index)))
            await warehouse.AppendAsync(Data($"{index}", region));
        await warehouse.ApplyAsync(new RowDelta(warehouse.Head) { DeleteFiles = [PositionDeletes("d", Data("1", "eu"))] });
        var before = await warehouse.PlanAsync();
        var plan = await ManifestRewrite.PlanAsync(warehouse.Table, warehouse.Cache, Cancel);

        await warehouse.ApplyAsync(new RewriteManifests());

        var manifests = await warehouse.ManifestsAsync();
        Assert.Equal((6, 2, true), (plan.Manifests, plan.Expected, plan.IsWorthIt));
        Assert.Equal([(ManifestContent.Data, 5), (ManifestContent.Deletes, 1)], manifests.Select(manifest => (manifest.Content, manifest.ExistingFilesCount!.Value)));
        Assert.Equal(new object?[] { null, "eu", "eu", "us", "us" }, (await warehouse.EntriesAsync(manifests[0])).Select(entry => entry.DataFile.Partition[0]));
        Assert.Equal(before.Select(Described).Order(), (await warehouse.PlanAsync()).Select(Described).Order());
        Assert.Equal((SnapshotOperation.Replace, "50"), (warehouse.Metadata.CurrentSnapshot!.Operation, warehouse.Metadata.CurrentSnapshot.Summary["total-records"]));
        Assert.False((await ManifestRewrite.PlanAsync(warehouse.Table, warehouse.Cache, Cancel)).IsWorthIt);

        static string Described(FileScanTask task) => $"{Name(task.DataFile)} {task.DataSequenceNumber} {string.Join(',', task.PositionDeletes.Select(Name))}";
    }

    private async Task AppendAsync(int count)
    {
        await warehouse.CreateAsync();
        for (var index = 0; index < count; index++)
            ids.Add(await warehouse.AppendAsync(Data($"{index}", "eu")));
    }

    private ExpiryRules Rules(int? age = null, int? least = null, long[]? keep = null, long[]? since = null) => new(
        warehouse.Clock.GetUtcNow(), age is { } seconds ? TimeSpan.FromSeconds(seconds) : null, least, (keep ?? []).ToHashSet(), (since ?? []).ToHashSet());

    private IEnumerable<long> Gone(ExpiryRules rules) => SnapshotExpiry.Of(warehouse.Metadata, rules).Snapshots.Select(snapshot => snapshot.SnapshotId);
}
