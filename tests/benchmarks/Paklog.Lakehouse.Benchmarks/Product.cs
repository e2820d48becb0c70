using Paklog.Lakehouse.Bronze;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Runs;
using Paklog.Lakehouse.Steps;

namespace Paklog.Lakehouse.Benchmarks;

/// <summary>The same work by the product: a lakehouse of two contracts and one model, on the embedded catalog.</summary>
internal sealed class Product : IDisposable
{
    private readonly Lakehouse lands;
    private readonly Lakehouse runs;

    private Product(Lakehouse lands, Lakehouse runs) => (this.lands, this.runs) = (lands, runs);

    /// <param name="computes">Makes the engine of runs; null for the embedded one.</param>
    /// <param name="landsToo">Whether that engine lands as well.</param>
    public static async Task<Product> OpenAsync(string home, string warehouse, string? memory, Func<EngineOpening, IEngine>? computes = null, bool landsToo = false)
    {
        Directory.CreateDirectory(warehouse);
        var declared = Lakehouse.Define("bench").Contracts(Path.Combine(home, "contracts")).Models(Path.Combine(home, "sql"))
            .Gold("revenue", m => m.LookUp("silver.orders").In("silver.customers_history").By("customer_id", "id").At("placed_at").Take("tier"));
        var lands = await OpenAsync(landsToo ? computes : null);
        return new Product(lands, computes is null || landsToo ? lands : await OpenAsync(computes));

        Task<Lakehouse> OpenAsync(Func<EngineOpening, IEngine>? engine) => declared.OpenAsync(o =>
        {
            o.Warehouse = warehouse;
            o.Engine = new EngineOptions(memory, Path.Combine(warehouse, "tmp"));
            o.RunEngine = engine;
        });
    }

    public Task<LandingReport> LandAsync(IReadOnlyList<string> input) => lands.LandAsync(input);

    public Task<RunReport> RunAsync(params IReadOnlyList<string> tables) => runs.RunAsync(new RunRequest(tables));

    /// <summary>The check line over the Iceberg tables.</summary>
    public async Task<string> CheckAsync()
    {
        var orders = await RelationAsync("bronze.orders");
        var customers = await RelationAsync("bronze.customers");
        var history = await RelationAsync("silver.customers_history");
        var revenue = await RelationAsync("gold.revenue");
        return CheckLine.Read(
            runs.Engine.Connection,
            $"select (select count(*) from {orders}), (select count(*) from {customers}), (select count(*) from {history}), (select count(*) from {history} where is_current), (select sum(orders) from {revenue}), (select sum(revenue) from {revenue})");
    }

    /// <summary>Reads one column of a table and nothing else.</summary>
    public async Task ScanAsync(string table, string column) => runs.Engine.Connection.QueryScalar($"select sum({column}) from {await RelationAsync(table)}");

    public void Dispose()
    {
        lands.Dispose();
        runs.Dispose();
    }

    private async Task<string> RelationAsync(string table)
    {
        var loaded = await (await runs.CatalogAsync()).LoadTableAsync(TableIdentifier.Parse(table), ICatalog.MainBranch) ?? throw new InvalidOperationException($"There is no table {table}.");
        return await runs.RelationAsync(loaded, CancellationToken.None);
    }
}
