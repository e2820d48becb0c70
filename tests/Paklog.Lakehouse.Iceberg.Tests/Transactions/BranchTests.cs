using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Transactions;
using static Paklog.Lakehouse.Iceberg.Tests.Transactions.TestWarehouse;

namespace Paklog.Lakehouse.Iceberg.Tests.Transactions;

public sealed class BranchTests : IDisposable
{
    private readonly TestWarehouse warehouse = new();

    public void Dispose() => warehouse.Dispose();

    [Fact]
    public async Task A_branchs_parent_is_its_own_head()
    {
        await warehouse.CreateAsync();
        var root = await warehouse.AppendAsync(Data("a", "eu"));
        await warehouse.ApplyToAsync("audit", new AppendFiles([Data("b", "eu")]));
        var audit = warehouse.Metadata.Refs["audit"].SnapshotId;
        var main = await warehouse.AppendAsync(Data("c", "eu"));
        await warehouse.ApplyToAsync("audit", new AppendFiles([Data("d", "eu", 4)]));

        var metadata = warehouse.Metadata;
        var head = metadata.FindHead("audit")!;
        Assert.Equal((root, audit, root), (metadata.GetSnapshot(audit).ParentSnapshotId, head.ParentSnapshotId, metadata.GetSnapshot(main).ParentSnapshotId));
        Assert.Equal("24", head.Summary["total-records"]);
        Assert.Equal(["a", "c"], await warehouse.LiveAsync());
        Assert.Equal(["a", "b", "d"], await warehouse.LiveAsync(warehouse.Table.NewScan(warehouse.Cache, reference: "audit")));
        Assert.Equal([1L, 2L, 3L, 4L], metadata.Snapshots.Select(snapshot => snapshot.SequenceNumber));
    }

    [Fact]
    public async Task Retention_settings_survive_every_move_of_a_branch()
    {
        await warehouse.CreateAsync();
        await warehouse.AppendAsync(Data("a", "eu"));
        await warehouse.ApplyAsync(new ManageSnapshots().SetRetention("main", null, minSnapshotsToKeep: 7, maxSnapshotAge: TimeSpan.FromDays(1)));

        var first = warehouse.Head;
        await warehouse.AppendAsync(Data("b", "eu"));
        await warehouse.ApplyAsync(new ManageSnapshots().RollbackTo(first));

        Assert.Equal(new SnapshotRef(first, SnapshotRefType.Branch) { MinSnapshotsToKeep = 7, MaxSnapshotAgeMs = 86_400_000 }, warehouse.Metadata.Refs["main"]);
    }

    [Fact]
    public async Task Branches_and_tags_are_made_moved_and_removed()
    {
        await warehouse.CreateAsync();
        var first = await warehouse.AppendAsync(Data("a", "eu"));
        await warehouse.ApplyAsync(new ManageSnapshots().CreateTag("v1", maxAge: TimeSpan.FromDays(2)).CreateBranch("audit"));
        await warehouse.ApplyToAsync("audit", new AppendFiles([Data("b", "eu")]));
        var audit = warehouse.Metadata.Refs["audit"].SnapshotId;

        await warehouse.ApplyAsync(new ManageSnapshots().FastForward("main", "audit").Remove("audit"));

        Assert.Equal(audit, warehouse.Head);
        Assert.Equal(["main", "v1"], warehouse.Metadata.Refs.Keys.Order());
        Assert.Equal(new SnapshotRef(first, SnapshotRefType.Tag) { MaxRefAgeMs = 172_800_000 }, warehouse.Metadata.Refs["v1"]);
        Assert.Equal([first, audit], warehouse.Metadata.SnapshotLog.Select(entry => entry.SnapshotId));
        Assert.Equal(IcebergErrorKind.AlreadyExists, (await warehouse.RefusedAsync(new ManageSnapshots().CreateBranch("v1"))).Kind);
        Assert.Equal(IcebergErrorKind.NotFound, (await warehouse.RefusedAsync(new ManageSnapshots().Remove("audit"))).Kind);
        Assert.Contains("main cannot be removed", (await warehouse.RefusedAsync(new ManageSnapshots().Remove("main"))).Message);
    }

    [Fact]
    public async Task What_would_lose_snapshots_is_no_fast_forward()
    {
        await warehouse.CreateAsync();
        await warehouse.AppendAsync(Data("a", "eu"));
        await warehouse.ApplyToAsync("audit", new AppendFiles([Data("b", "eu")]));
        await warehouse.AppendAsync(Data("c", "eu"));

        var error = await warehouse.RefusedAsync(new ManageSnapshots().FastForward("main", "audit"));

        Assert.Equal(IcebergErrorKind.ValidationFailed, error.Kind);
        Assert.Contains("no ancestor", error.Message);
    }

    [Fact]
    public async Task A_rollback_goes_to_ancestors_only_by_id_or_time()
    {
        await warehouse.CreateAsync();
        var first = await warehouse.AppendAsync(Data("a", "eu"));
        var time = warehouse.Clock.GetUtcNow();
        await warehouse.AppendAsync(Data("b", "eu"));
        await warehouse.ApplyToAsync("audit", new AppendFiles([Data("c", "eu")]));
        var audit = warehouse.Metadata.Refs["audit"].SnapshotId;

        await warehouse.ApplyAsync(new ManageSnapshots().RollbackTo(time));

        Assert.Equal(first, warehouse.Head);
        Assert.Equal(["a"], await warehouse.LiveAsync());
        Assert.Contains("no ancestor", (await warehouse.RefusedAsync(new ManageSnapshots().RollbackTo(audit))).Message);
        Assert.Contains("as old as", (await warehouse.RefusedAsync(new ManageSnapshots().RollbackTo(time.AddDays(-1)))).Message);
    }

    [Fact]
    public async Task Snapshots_are_never_added_to_a_tag()
    {
        await warehouse.CreateAsync();
        await warehouse.AppendAsync(Data("a", "eu"));
        await warehouse.ApplyAsync(new ManageSnapshots().CreateTag("v1"));

        var error = await Assert.ThrowsAsync<IcebergException>(() => warehouse.ApplyToAsync("v1", new AppendFiles([Data("b", "eu")])));

        Assert.Contains("is a tag", error.Message);
    }

    [Fact]
    public void One_transaction_changes_one_branch_of_a_table()
    {
        var transaction = warehouse.NewTransaction();
        var table = transaction.Table(Orders);

        Assert.Same(table, transaction.Table(Orders));
        Assert.Throws<InvalidOperationException>(() => transaction.Table(Orders, "audit"));
    }
}
