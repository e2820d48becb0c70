using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Conformance;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Iceberg.Transactions;
using Paklog.Lakehouse.Rest.Client;
using Paklog.Lakehouse.Rest.Server;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.Rest.Tests;

/// <summary>What the suite of all catalogs does not ask: branches by name, tokens, lost answers, other servers.</summary>
public sealed class RestCatalogTests
{
    private static readonly CommitInfo Info = new("ana", "a test");
    private static readonly TableIdentifier Orders = new("silver", "orders");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Branches_of_our_server_are_reached_by_name_and_not_moved()
    {
        await using var warehouse = await ServedWarehouse.StartAsync();
        await warehouse.Catalog.CreateReferenceAsync("run/7", ReferenceKind.Branch, (await warehouse.Catalog.LoadReferenceAsync("main", Token))!.Hash, Token);
        using var catalog = await OpenAsync(warehouse.Server.Uri);
        await catalog.CommitAsync("run/7", [TestTable.Creation(Orders)], Info, Token);

        Assert.NotNull(await warehouse.Catalog.LoadTableAsync(Orders, "run/7", Token));
        Assert.Null(await catalog.LoadTableAsync(Orders, "main", Token));
        Assert.Equal([Orders], await catalog.ListTablesAsync("silver", "run/7", Token));
        Assert.Equal(IcebergErrorKind.NotFound, (await FailsAsync(() => catalog.ListNamespacesAsync("run/8", Token))).Kind);
        Assert.Equal(IcebergErrorKind.Unsupported, (await FailsAsync(() => catalog.AssignBranchAsync("main", "a", "b", Token))).Kind);
        Assert.Equal(IcebergErrorKind.Unsupported, (await FailsAsync(() => catalog.LogAsync("main", 1, Token))).Kind);
    }

    [Fact]
    public async Task A_token_is_got_for_a_credential_and_renewed()
    {
        var clock = new MovableClock();
        await using var warehouse = await ServedWarehouse.StartAsync(clock, new RestClient("etl", "5ecret-of-etl", RestAccess.Write));
        using var catalog = await OpenAsync(warehouse.Server.Uri, new RestCatalogOptions { Credential = "etl:5ecret-of-etl", Clock = clock });
        await catalog.CommitAsync("main", [TestTable.Creation(Orders)], Info, Token);
        clock.Now += TimeSpan.FromHours(3);
        Assert.NotNull(await catalog.LoadTableAsync(Orders, "main", Token));
        using var withToken = await OpenAsync(warehouse.Server.Uri, new RestCatalogOptions { Token = "5ecret-of-etl" });
        Assert.NotNull(await withToken.LoadTableAsync(Orders, "main", Token));

        foreach (var options in new[] { new RestCatalogOptions(), new RestCatalogOptions { Token = "wrong" }, new RestCatalogOptions { Credential = "etl:wrong" } })
            Assert.Equal(IcebergErrorKind.ValidationFailed, (await FailsAsync(() => OpenAsync(warehouse.Server.Uri, options))).Kind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_commit_is_made_once_whether_the_answer_was_lost_or_the_request(bool isDone)
    {
        await using var warehouse = await ServedWarehouse.StartAsync();
        await warehouse.Catalog.CommitAsync("main", [TestTable.Creation(Orders)], Info, Token);
        await using var proxy = new Proxy(warehouse.Server.Uri);
        using var catalog = await OpenAsync(new UriBuilder(warehouse.Server.Uri) { Port = proxy.Port }.Uri);
        var lost = 0;
        if (isDone)
            proxy.Loses = IsFirstCommit;
        else
            proxy.Drops = IsFirstCommit;
        var metadata = (await catalog.LoadTableAsync(Orders, "main", Token))!.Metadata;
        await catalog.CommitAsync("main", [TestTable.Snapshot(Orders, metadata, 1)], Info, Token);

        Assert.Equal(1, lost);
        Assert.Equal(1, (await warehouse.Catalog.LoadTableAsync(Orders, "main", Token))!.Metadata.CurrentSnapshotId);
        Assert.Equal(3, (await warehouse.Catalog.LogAsync("main", 10, Token)).Count);

        bool IsFirstCommit(string line) => line.StartsWith("POST", StringComparison.Ordinal) && Interlocked.Exchange(ref lost, 1) == 0;
    }

    [Fact]
    public async Task A_commit_under_silence_is_unknown_and_found_by_its_snapshot()
    {
        await using var warehouse = await ServedWarehouse.StartAsync();
        await using var proxy = new Proxy(warehouse.Server.Uri);
        using var catalog = await OpenAsync(new UriBuilder(warehouse.Server.Uri) { Port = proxy.Port }.Uri, new RestCatalogOptions { RequestAttempts = 2, FirstDelay = TimeSpan.FromMilliseconds(1) });
        await warehouse.Catalog.CommitAsync("main", [TestTable.Creation(Orders)], Info, Token);
        proxy.Loses = line => line.StartsWith("POST", StringComparison.Ordinal);

        var unknown = await FailsAsync(() => catalog.CommitAsync("main", [TestTable.Set(Orders, "a", "1")], Info, Token));
        Assert.Equal(IcebergErrorKind.CommitStateUnknown, unknown.Kind);
        Assert.Equal("1", (await warehouse.Catalog.LoadTableAsync(Orders, "main", Token))!.Metadata.Properties["a"]);

        var options = new TransactionOptions { IO = new LocalFileIO(), Warehouse = warehouse.Location, Clock = TimeProvider.System, Random = Random.Shared };
        var transaction = new Transaction(catalog, "main", options);
        transaction.Table(Orders).Append([new DataFile { FilePath = $"{warehouse.Location}/a.parquet", RecordCount = 1, FileSizeInBytes = 1 }]);
        var result = await transaction.CommitAsync(Info, Token);
        Assert.Equal((await warehouse.Catalog.LoadTableAsync(Orders, "main", Token))!.Metadata.CurrentSnapshotId, result.SnapshotIds[Orders]);
    }

    [Fact]
    public async Task A_conflict_after_a_lost_answer_proves_nothing()
    {
        await using var warehouse = await ServedWarehouse.StartAsync();
        await warehouse.Catalog.CommitAsync("main", [TestTable.Creation(Orders)], Info, Token);
        await using var proxy = new Proxy(warehouse.Server.Uri);
        using var catalog = await OpenAsync(new UriBuilder(warehouse.Server.Uri) { Port = proxy.Port }.Uri);
        var metadata = (await catalog.LoadTableAsync(Orders, "main", Token))!.Metadata;
        var lost = 0;
        proxy.Drops = line => line.StartsWith("POST", StringComparison.Ordinal) && Interlocked.Exchange(ref lost, 1) == 0;
        proxy.BeforeCut = () => warehouse.Catalog.CommitAsync("main", [TestTable.Snapshot(Orders, metadata, 1)], Info, Token);

        var error = await FailsAsync(() => catalog.CommitAsync("main", [TestTable.Snapshot(Orders, metadata, 2)], Info, Token));

        Assert.Equal((IcebergErrorKind.CommitStateUnknown, false), (error.Kind, error.Retryable));
    }

    [Fact]
    public async Task What_does_not_answer_or_is_no_catalog_is_told()
    {
        var impatient = new RestCatalogOptions { RequestAttempts = 2, FirstDelay = TimeSpan.FromMilliseconds(1) };
        var silent = await FailsAsync(() => OpenAsync(new Uri($"http://127.0.0.1:{LocalPort.Free()}/iceberg"), impatient));
        Assert.Equal((IcebergErrorKind.Unavailable, true), (silent.Kind, silent.Retryable));
        await using var warehouse = await ServedWarehouse.StartAsync();
        Assert.Equal(IcebergErrorKind.NotFound, (await FailsAsync(() => OpenAsync(new Uri(warehouse.Server.Uri, "/elsewhere"), impatient))).Kind);
        Assert.Equal(IcebergErrorKind.NotFound, (await FailsAsync(() => OpenAsync(warehouse.Server.Uri, impatient with { Warehouse = "stagin" }))).Kind);
    }

    private static Task<RestCatalog> OpenAsync(Uri uri, RestCatalogOptions? options = null) => RestCatalog.OpenAsync(uri, new LocalFileIO(), options, Token);

    private static async Task<IcebergException> FailsAsync(Func<Task> action) => await Assert.ThrowsAsync<IcebergException>(action);
}
