using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Tests.Transactions;
using Paklog.Lakehouse.Iceberg.Transactions;
using static Paklog.Lakehouse.Iceberg.Tests.Transactions.TestWarehouse;

namespace Paklog.Lakehouse.Iceberg.Tests.Scans;

public sealed class SnapshotChangesTests : IDisposable
{
    private readonly TestWarehouse warehouse = new();

    public void Dispose() => warehouse.Dispose();

    [Fact]
    public async Task Each_step_shows_what_it_added_and_removed_itself()
    {
        await warehouse.CreateAsync(properties: (TableProperties.MinManifestsToMerge, "2"));
        var (a, b) = (Data("a", "eu"), Data("b", "eu"));
        var first = await warehouse.AppendAsync(a, b);
        await warehouse.AppendAsync(Data("c", "us"));
        await warehouse.AppendAsync(Data("e", "us"));
        await warehouse.ApplyAsync(new RowDelta(warehouse.Head) { DataFiles = [Data("d", "eu")], DeleteFiles = [PositionDeletes("p", b)] });
        await warehouse.ApplyAsync(new OverwriteFiles(warehouse.Head) { RemovedDataFiles = [b], DataFiles = [Data("b2", "eu")] });
        await warehouse.ApplyAsync(new RewriteFiles(warehouse.Head) { RemovedDataFiles = [a], DataFiles = [Data("a2", "eu")] });
        await warehouse.ApplyAsync(new DeleteFiles([Data("c", "us")]));

        var steps = await SnapshotChanges.ReadAsync(warehouse.Table, warehouse.Cache, first, warehouse.Head, Cancel).ToListAsync(Cancel);

        Assert.Equal(
            [
                "append +c - +d -d",
                "append +e - +d -d",
                "overwrite +d - +dp -d",
                "overwrite +b2 -b +d -dp",
                "replace +a2 -a +d -d",
                "delete + -c +d -d",
            ],
            steps.Select(Text));
        Assert.Equal(7, SnapshotChanges.Between(warehouse.Metadata, null, warehouse.Head).Count);
        Assert.Empty(SnapshotChanges.Between(warehouse.Metadata, warehouse.Head, warehouse.Head));
    }

    [Fact]
    public async Task What_is_no_ancestor_is_refused()
    {
        await warehouse.CreateAsync();
        var first = await warehouse.AppendAsync(Data("a", "eu"));
        await warehouse.ApplyToAsync("audit", new AppendFiles([Data("b", "eu")]));
        var audit = warehouse.Metadata.Refs["audit"].SnapshotId;
        var head = await warehouse.AppendAsync(Data("c", "eu"));

        var error = Assert.Throws<IcebergException>(() => SnapshotChanges.Between(warehouse.Metadata, audit, head));

        Assert.Equal(IcebergErrorKind.ValidationFailed, error.Kind);
        Assert.Contains("no ancestor", error.Message);
        Assert.Single(SnapshotChanges.Between(warehouse.Metadata, first, audit));
        Assert.Throws<IcebergException>(() => SnapshotChanges.Between(warehouse.Metadata, head, first));
    }

    [Fact]
    public async Task A_history_that_expiry_has_cut_is_refused_from_the_start()
    {
        await warehouse.CreateAsync();
        var first = await warehouse.AppendAsync(Data("a", "eu"));
        var second = await warehouse.AppendAsync(Data("b", "eu"));
        var third = await warehouse.AppendAsync(Data("c", "eu"));
        var expired = TableMetadataBuilder.Apply(warehouse.Metadata, null, [new RemoveSnapshots([first])], warehouse.Clock);

        Assert.Equal([third], SnapshotChanges.Between(expired, second, third).Select(snapshot => snapshot.SnapshotId));
        Assert.Contains("empty table", Assert.Throws<IcebergException>(() => SnapshotChanges.Between(expired, null, third)).Message);
    }

    private static string Text(SnapshotChange step) =>
        $"{step.Snapshot.Operation} +{Names(step.AddedDataFiles)} -{Names(step.RemovedDataFiles)} +d{Names(step.AddedDeleteFiles)} -d{Names(step.RemovedDeleteFiles)}";

    private static string Names(IEnumerable<Iceberg.Manifests.DataFile> files) => string.Join(',', files.Select(Name));
}
