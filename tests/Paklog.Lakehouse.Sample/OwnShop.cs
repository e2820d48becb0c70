using Paklog.Lakehouse;
using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Queries;

namespace Sample;

/// <summary>A whole lakehouse in one file and in C# alone: sources, a history, a model with a look-up, and a day's work with them.</summary>
public static class OwnShop
{
    public static LakehouseBuilder Declare() => Lakehouse.Define("shop")
        .Bronze(Debezium.Table("ecommerce.customers").Key("id").PartitionedBy("region")
            .Column("id", "decimal(20,0)", c => c.EncodedAs("unsigned"))
            .Column("email", "string", c => c.Required().Pii(PiiClass.Restricted))
            .Column("tier", "string", c => c.Required())
            .Column("region", "string", c => c.Required()))
        .Bronze(Debezium.Table("ecommerce.orders").Key("id").PartitionedBy("region")
            .Column("id", "long")
            .Column("customer_id", "decimal(20,0)", c => c.EncodedAs("unsigned").Required())
            .Column("total_amount", "decimal(18,4)", c => c.EncodedAs("decimal-text").Required())
            .Column("region", "string", c => c.Required())
            .Column("placed_at", "timestamp", c => c.EncodedAs("epoch-millis").Required()))
        .Silver("customers_history", Scd2.Of("customers").Track("tier", "region"))
        .Gold("revenue", Sql.Text("""
            select cast(o.customer_tier as string) as tier, cast(count(*) as bigint) as orders, cast(coalesce(sum(o.total_amount), 0) as decimal(28,4)) as revenue
            from silver.orders o group by o.customer_tier
            """), m => m.Describe("A row is what customers of one tier ordered, the tier being that of the time of the order.").Grain("tier")
            .LookUp("silver.orders").In("silver.customers_history").By("customer_id", "id").At("placed_at").Take("tier", named: "customer_tier"));

    /// <summary>Lands what is new below a folder, runs all tables on a branch of their own, and publishes them to main.</summary>
    /// <returns>Each tier with its orders and revenue, as they are published.</returns>
    public static async Task<IReadOnlyList<(string? Tier, long Orders, decimal Revenue)>> WorkAsync(string topics, string warehouse, string branch, TextWriter output)
    {
        await using (var main = await Declare().OpenAsync(o => o.Warehouse = warehouse))
        {
            var landed = await main.LandAsync([topics]);
            await output.WriteLineAsync($"{landed.Counts.Landed} events landed, {landed.Counts.Dead} dead");
            await main.CreateBranchAsync(branch);
        }

        await using var lake = await Declare().OpenAsync(o => (o.Warehouse, o.Branch) = (warehouse, branch));
        foreach (var planned in await lake.PlanAsync())
            await output.WriteLineAsync($"{string.Join(", ", planned.Tables)}: {planned.Reason}");
        (await lake.RunAsync()).EnsureSuccess();
        await lake.PublishAsync(branch, "main");

        var rows = new List<(string?, long, decimal)>();
        await foreach (var row in lake.QueryAsync("from gold.revenue order by tier", new QueryOptions { Reference = "main" }))
            rows.Add((row.Get<string?>("tier"), row.Get<long>("orders"), row.Get<decimal>("revenue")));
        return rows;
    }
}
