using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Conformance;

namespace Paklog.Lakehouse.Rest.Tests;

/// <summary>A client deletes the files of snapshots whose removal was committed, so a removal is refused while another branch or tag has the snapshot.</summary>
public sealed class SnapshotGuardTests
{
    private const string Removal = """{"requirements":[],"updates":[{"action":"remove-snapshots","snapshot-ids":[1]}]}""";

    private static readonly CommitInfo Info = new("ana", "a test");
    private static readonly TableIdentifier Orders = new("silver", "orders");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ReferenceKind.Branch)]
    [InlineData(ReferenceKind.Tag)]
    public async Task Of_a_branch_or_tag_that_still_has_it(ReferenceKind kind)
    {
        await using var warehouse = await TwoSnapshotsAsync();
        using var rest = new RestSession(warehouse.Server.Uri);
        await ReferAsync(warehouse, "staging", kind);

        var message = await rest.FailsAsync(400, "IllegalArgumentException", "POST", "main/namespaces/silver/tables/orders", Removal);
        await rest.FailsAsync(
            400, "IllegalArgumentException", "POST", "main/transactions/commit",
            "{\"table-changes\":[" + Removal.Insert(1, "\"identifier\":{\"namespace\":[\"silver\"],\"name\":\"orders\"},") + "]}");

        Assert.Contains($"the {kind.ToString().ToLowerInvariant()} 'staging' still has it", message, StringComparison.Ordinal);
        Assert.Equal(2, (await warehouse.Catalog.LoadTableAsync(Orders, "main", Token))!.Metadata.Snapshots.Count);
        await warehouse.Catalog.DeleteReferenceAsync("staging", (await warehouse.Catalog.LoadReferenceAsync("staging", Token))!.Hash, Token);
        await rest.OkAsync("POST", "main/namespaces/silver/tables/orders", Removal);
        Assert.Single((await warehouse.Catalog.LoadTableAsync(Orders, "main", Token))!.Metadata.Snapshots);
    }

    [Fact]
    public async Task Whatever_the_table_is_called_there()
    {
        await using var warehouse = await TwoSnapshotsAsync();
        using var rest = new RestSession(warehouse.Server.Uri);
        await ReferAsync(warehouse, "staging", ReferenceKind.Branch);
        await rest.OkAsync("POST", "main/tables/rename", """{"source":{"namespace":["silver"],"name":"orders"},"destination":{"namespace":["silver"],"name":"sales"}}""");
        await rest.OkAsync("POST", "main/namespaces/silver/tables", RestSession.Creation("orders"));

        Assert.Contains("'staging' still has it", await rest.FailsAsync(400, "IllegalArgumentException", "POST", "main/namespaces/silver/tables/sales", Removal), StringComparison.Ordinal);
        await rest.OkAsync("DELETE", "staging/namespaces/silver/tables/orders");
        await rest.OkAsync("POST", "main/namespaces/silver/tables/sales", Removal);
    }

    private static async Task<ServedWarehouse> TwoSnapshotsAsync()
    {
        var warehouse = await ServedWarehouse.StartAsync();
        await warehouse.Catalog.CommitAsync("main", [TestTable.Creation(Orders)], Info, Token);
        foreach (var id in (long[])[1, 2])
            await warehouse.Catalog.CommitAsync("main", [TestTable.Snapshot(Orders, (await warehouse.Catalog.LoadTableAsync(Orders, "main", Token))!.Metadata, id)], Info, Token);
        return warehouse;
    }

    private static async Task ReferAsync(ServedWarehouse warehouse, string name, ReferenceKind kind) =>
        await warehouse.Catalog.CreateReferenceAsync(name, kind, (await warehouse.Catalog.LoadReferenceAsync("main", Token))!.Hash, Token);
}
