using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Iceberg.Transactions;
using Paklog.Lakehouse.IntegrationTests.Iceberg;
using Paklog.Lakehouse.Rest.Server;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Rest;

/// <summary>DuckDB by its own REST client on the served catalog: what it writes we read, and what we write it reads.</summary>
public sealed class DuckDbTests : IAsyncLifetime
{
    private static readonly TableIdentifier Orders = new("silver", "orders");

    private readonly TemporaryFolder folder = new();
    private readonly List<Exception> errors = [];
    private EmbeddedCatalog catalog = null!;
    private RestCatalogServer server = null!;
    private EmbeddedEngine engine = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        catalog = await EmbeddedCatalog.OpenAsync(folder.Location, cancellationToken: Token);
        server = await ServedLake.StartAsync(catalog, folder.Location, errors);
        engine = new EmbeddedEngine(new EngineOptions("1GB"), new ManifestCache());
    }

    public async ValueTask DisposeAsync()
    {
        engine.Dispose();
        await server.DisposeAsync();
        folder.Dispose();
        Assert.Empty(errors);
    }

    [Fact]
    public async Task Tables_are_made_changed_and_dropped_and_either_reads_what_the_other_wrote()
    {
        var duckDb = await DuckDbNode.OpenAsync(Token);
        string[] attach =
        [
            $"create secret (type iceberg, client_id '{ServedLake.Name}', client_secret '{ServedLake.Secret}', oauth2_server_uri '{server.Uri}/v1/oauth/tokens', oauth2_scope 'catalog')",
            $"attach 'main' as lake (type iceberg, endpoint '{server.Uri}')",
        ];
        await duckDb.RunAsync(
            [
                .. attach, "create schema lake.silver", "create table lake.silver.orders (id bigint, v varchar, day date)",
                "insert into lake.silver.orders values (1, 'a', '2026-01-31'), (2, 'b', null), (3, 'c', null)",
                "update lake.silver.orders set v = 'z' where id = 2", "delete from lake.silver.orders where id = 1",
                "merge into lake.silver.orders t using (select 3::bigint as id, 'm' as v union all select 4, 'n') s on t.id = s.id when matched then update set v = s.v when not matched then insert (id, v) values (s.id, s.v)",
                "alter table lake.silver.orders add column w integer",
                "create table lake.silver.copied as select range as id from range(5)", "drop table lake.silver.copied",
            ],
            Token);
        Assert.Equal(["2 | \"z\" | null | null", "3 | \"m\" | null | null", "4 | \"n\" | null | null"], await OurRowsAsync());
        Assert.Equal(["orders"], (await catalog.ListTablesAsync("silver", "main", Token)).Select(table => table.Name));

        var before = (await catalog.LoadTableAsync(Orders, "main", Token))!.Metadata.CurrentSnapshotId;
        await AppendAsync("SELECT 5 AS id, 'ours' AS v, DATE '2026-02-01' AS day, 7 AS w");
        var read = await duckDb.RunAsync(
            [.. attach, "select * from lake.silver.orders order by id desc limit 1", $"select count(*) from lake.silver.orders at (version => {before})"], Token);
        Assert.Equal(["""[["5","ours","2026-02-01",7]]""", """[["3"]]"""], read.TakeLast(2));
    }

    private async Task<List<string>> OurRowsAsync()
    {
        var table = (await catalog.LoadTableAsync(Orders, "main", Token))!;
        var scan = new TableScan(table, engine.Reader.Manifests);
        var relation = await engine.Reader.ReadAsync(scan, withPosition: false, Token);
        using var result = engine.Connection.Query($"SELECT * FROM {relation.Sql}");
        return RowText.Of(result, scan.Schema);
    }

    private async Task AppendAsync(string query)
    {
        var options = new TransactionOptions { IO = new LocalFileIO(), Warehouse = folder.Location, Clock = TimeProvider.System, Random = Random.Shared, Manifests = engine.Reader.Manifests };
        var files = await engine.Writer.WriteAsync(WriteTarget.Of((await catalog.LoadTableAsync(Orders, "main", Token))!), query, Token);
        var transaction = new Transaction(catalog, "main", options);
        transaction.Table(Orders).Append(files);
        await transaction.CommitAsync(new CommitInfo("ana", "a test"), Token);
    }
}
