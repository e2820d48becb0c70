using Paklog.Lakehouse.Bronze;
using Paklog.Lakehouse.Definition;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Iceberg.Transactions;
using Paklog.Lakehouse.Runs;
using Paklog.Lakehouse.Steps;

namespace Paklog.Lakehouse.Benchmarks;

/// <summary>The same work by the product: a lakehouse of two contracts and one model, on the embedded catalog.</summary>
internal sealed class Product : IDisposable
{
    private readonly EmbeddedEngine engine;
    private readonly Workspace lands;
    private readonly Workspace workspace;
    private readonly LakehouseDefinition definition;

    private Product(EmbeddedEngine engine, Workspace lands, Workspace workspace, LakehouseDefinition definition) =>
        (this.engine, this.lands, this.workspace, this.definition) = (engine, lands, workspace, definition);

    /// <param name="computes">Makes the engine of runs; null for the embedded one.</param>
    /// <param name="landsToo">Whether that engine lands as well.</param>
    public static async Task<Product> OpenAsync(string home, string warehouse, string? memory, Func<ManifestCache, IEngine>? computes = null, bool landsToo = false)
    {
        Directory.CreateDirectory(warehouse);
        var manifests = new ManifestCache();
        var engine = new EmbeddedEngine(new EngineOptions(memory, Path.Combine(warehouse, "tmp")), manifests);
        var transactions = new TransactionOptions { IO = new LocalFileIO(), Warehouse = Location.OfLocalPath(warehouse), Clock = TimeProvider.System, Random = Random.Shared, Manifests = manifests };
        var definition = LakehouseBuilder.Named("bench")
            .LookUp("gold.revenue", "silver.orders", "silver.customers_history", by: "customer_id = id", at: "placed_at", "tier")
            .Build(Path.Combine(home, "contracts"), Path.Combine(home, "sql"), [], "UTC");
        var catalog = await EmbeddedCatalog.OpenAsync(warehouse);
        var workspace = new Workspace(catalog, engine, transactions, computes?.Invoke(manifests));
        return new Product(engine, landsToo ? workspace : new Workspace(catalog, engine, transactions), workspace, definition);
    }

    public Task<LandingReport> LandAsync(IReadOnlyList<string> input) => new Landing(lands, definition.Contracts, new LandingOptions()).LandAsync(input, null, CancellationToken.None);

    public Task<RunReport> RunAsync(params IReadOnlyList<string> tables) => new Runner(workspace, definition).RunAsync(new RunRequest(tables), null, CancellationToken.None);

    /// <summary>The check line over the Iceberg tables.</summary>
    public async Task<string> CheckAsync()
    {
        var orders = await RelationAsync("bronze.orders");
        var customers = await RelationAsync("bronze.customers");
        var history = await RelationAsync("silver.customers_history");
        var revenue = await RelationAsync("gold.revenue");
        return CheckLine.Read(
            engine.Connection,
            $"select (select count(*) from {orders}), (select count(*) from {customers}), (select count(*) from {history}), (select count(*) from {history} where is_current), (select sum(orders) from {revenue}), (select sum(revenue) from {revenue})");
    }

    /// <summary>Reads one column of a table and nothing else.</summary>
    public async Task ScanAsync(string table, string column) => engine.Connection.QueryScalar($"select sum({column}) from {await RelationAsync(table)}");

    public void Dispose() => engine.Dispose();

    private async Task<string> RelationAsync(string table)
    {
        var loaded = await workspace.Catalog.LoadTableAsync(TableIdentifier.Parse(table), ICatalog.MainBranch) ?? throw new InvalidOperationException($"There is no table {table}.");
        return (await engine.Reader.ReadAsync(loaded, CancellationToken.None)).Sql;
    }
}
