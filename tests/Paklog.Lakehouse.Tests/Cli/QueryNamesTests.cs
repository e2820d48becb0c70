using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Iceberg.Transactions;
using Paklog.Lakehouse.Iceberg.Types;
using Paklog.Lakehouse.Engine;

namespace Paklog.Lakehouse.Tests.Cli;

/// <summary>Tables of any name, as the command line names them.</summary>
public sealed class QueryNamesTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("lakehouse-names-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        using var engine = new EmbeddedEngine(new EngineOptions(), new ManifestCache());
        var warehouse = Path.Combine(folder, "warehouse");
        var catalog = await EmbeddedCatalog.OpenAsync(warehouse, cancellationToken: Token);
        var options = new TransactionOptions { IO = new LocalFileIO(), Warehouse = Location.OfLocalPath(warehouse), Clock = TimeProvider.System, Random = Random.Shared, Manifests = engine.Reader.Manifests };
        var workspace = new Workspace(catalog, engine, options);
        foreach (var (table, number) in ((string, string)[])
            [
                ("silver", "orders"), ("silver", "Orders"), ("silver", "ORDERS_2"), ("Silver", "others"), ("silver", "Order.Items"), ("silver", "select"), ("silver", "từ ngày"), ("silver", "a\"b"), ("silver", "a+"),
                ("temp", "t"), ("information_schema", "tables"), ("main", "m"), ("memory", "m2"), ("x.y", "deep"), ("gold", "Twin"), ("gold", "twin"), ("gold", "id"),
            ])
            await AddAsync(workspace, TableIdentifier.Of(table, number), new SchemaBuilder().Optional("name", IcebergType.String).Build(), $"select '{table}.{number}' as name");
        await AddAsync(workspace, new TableIdentifier("silver", "cases"), new SchemaBuilder().Optional("Id", IcebergType.Int).Optional("id", IcebergType.Int).Build(), "select 1 as Id_1, 2 as id_2");
        await AddAsync(workspace, new TableIdentifier("silver", "broken"), new SchemaBuilder().Optional("s", new StructType(NestedField.Optional(0, "f", IcebergType.Int))).Build(), "select {'f': 1} as s");
        foreach (var file in Directory.EnumerateFiles(Path.Combine(warehouse, "silver"), "*.parquet", SearchOption.AllDirectories).Where(file => file.Contains("broken-", StringComparison.Ordinal)))
            File.Delete(file);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("select name from silver.orders", "silver.orders")]
    [InlineData("select name from silver.Orders", "silver.Orders")]
    [InlineData("select name from \"Orders\"", "silver.Orders")]
    [InlineData("select a.name || ' ' || b.name as name from silver.orders a, silver.Orders b", "silver.orders silver.Orders")]
    [InlineData("select a.name || ' ' || b.name || ' ' || c.name as name from silver.Orders a, silver.orders b, silver.ORDERS_2 c", "silver.Orders silver.orders silver.ORDERS_2")]
    [InlineData("select name from silver.others", "Silver.others")]
    [InlineData("select name from silver.\"Order.Items\"", "silver.Order.Items")]
    [InlineData("select name from \"order.items\"", "silver.Order.Items")]
    [InlineData("select name from silver.\"select\"", "silver.select")]
    [InlineData("select name from silver.\"từ ngày\"", "silver.từ ngày")]
    [InlineData("select name from \"a\"\"b\"", "silver.a\"b")]
    [InlineData("select t.name from temp.t t", "temp.t")]
    [InlineData("select name from information_schema.tables", "information_schema.tables")]
    [InlineData("select name from main.m", "main.m")]
    [InlineData("select name from memory.m2", "memory.m2")]
    [InlineData("select name from x.y.deep", "x.y.deep")]
    [InlineData("select name from \"x.y\".deep", "x.y.deep")]
    [InlineData("select id_2::varchar as name from silver.cases where Id_1 = 1", "2")]
    public async Task Each_table_is_found_by_its_name(string sql, string expected)
    {
        var run = await RunAsync("query", "--json", sql);
        Assert.Equal(("", expected), (run.Error, run.Code == 0 ? run.Object.GetProperty("name").GetString() : ""));
    }

    [Theory]
    [InlineData("select * from silver.ORDERS", "More than one table may be meant by silver.ORDERS: silver.Orders, silver.orders; write the one that is meant")]
    [InlineData("select * from TWIN", "There is no table 'TWIN' where the query looks for it: write gold.Twin or gold.twin")]
    [InlineData("select id from silver.cases", "Binder Error")]
    public async Task What_is_unclear_is_said(string sql, string expected)
    {
        var run = await RunAsync("query", sql);
        Assert.Equal(1, run.Code);
        Assert.Contains(expected, run.Error);
    }

    [Fact]
    public async Task A_table_that_cannot_be_read_does_not_hide_others()
    {
        Assert.Equal("silver.orders", (await RunAsync("query", "--json", "select name, 1 as broken from silver.orders")).Object.GetProperty("name").GetString());
        var run = await RunAsync("query", "select * from silver.broken");
        Assert.Equal(1, run.Code);
        Assert.Contains("broken-", run.Error);
        var shown = await RunAsync("query", "show all tables");
        Assert.Equal(1, shown.Code);
        Assert.Contains("orders", shown.Output);
        Assert.StartsWith("silver.broken: ", shown.Error);
    }

    [Theory]
    [InlineData("silver.\"Order.Items\"")]
    [InlineData("silver.Order.Items")]
    [InlineData("Order.Items")]
    [InlineData("\"Order.Items\"")]
    [InlineData("silver.Order%2EItems")]
    [InlineData("a+")]
    [InlineData("silver.a\"b")]
    [InlineData("silver.Orders")]
    [InlineData("từ ngày")]
    [InlineData("x.y.deep")]
    public async Task Commands_take_the_names_of_tables(string name)
    {
        foreach (var command in (string[])["snapshots", "files", "maintain"])
            Assert.Equal((command, 0, ""), (command, (await RunAsync(command, name)).Code, (await RunAsync(command, name)).Error));
    }

    [Fact]
    public async Task Tables_are_listed_by_the_names_that_commands_take()
    {
        foreach (var table in (await RunAsync("tables", "--json")).Lines.Select(line => line.GetProperty("table").GetString()!).Where(name => !name.EndsWith("broken", StringComparison.Ordinal)))
            Assert.Equal((table, 0), (table, (await RunAsync("snapshots", table)).Code));
        var unknown = await RunAsync("files", "silver.nothing");
        Assert.Contains("silver.\"Order.Items\"", unknown.Error);
    }

    private static async Task AddAsync(Workspace workspace, TableIdentifier table, Schema schema, string query)
    {
        var target = workspace.NewTarget(table, schema, PartitionSpec.Unpartitioned);
        var files = await workspace.Embedded.Writer.WriteAsync(target, query, Token);
        var transaction = workspace.Begin("main");
        transaction.Table(table).Create(schema, PartitionSpec.Unpartitioned, location: target.Location).Append(files);
        await workspace.Embedded.Writer.Uncommitted.CommitAsync(() => transaction.CommitAsync(new CommitInfo("tests", "a table"), Token));
    }

    private Task<CommandRun> RunAsync(params string[] args) => CommandRun.InAsync(folder, [.. args, "--warehouse", "warehouse"]);
}
